/** Hospitals, bases, stations, practices: small, quiet, the rarer kinds first as one comes closer, named closer still. */
import type { ExpressionSpecification, Map as LibreMap } from "maplibre-gl";
import { PLACE_KINDS, type PlaceKind } from "../design/marks";
import type { State } from "../live/state";
import type { FacilityView } from "../wire";
import { placeImage } from "./images";
import { collection, type MapLayer, NOTHING, point, setData } from "./layer";
import type { Palette } from "./palette";
import { MEDIUM } from "./style";

const SOURCE = "facilities";

/** The first zoom a kind is drawn at, and named at. */
export const SHOWN_FROM: Record<PlaceKind, { mark: number; name: number }> = {
  EMERGENCY: { mark: 7, name: 9 },
  SMUR: { mark: 8, name: 10 },
  HOSPITAL: { mark: 9, name: 11 },
  HELIPAD: { mark: 10, name: 10 },
  FIRE_STATION: { mark: 10, name: 12 },
  DUTY_PRACTICE: { mark: 10, name: 12 },
};
/** Marks stand above their place, where parked vehicles do not hide them; those of one hospital side by side. */
const ABOVE_PX = -19;
const ASIDE_PX: Partial<Record<PlaceKind, number>> = { HELIPAD: -26, EMERGENCY: -8, HOSPITAL: -8, SMUR: 10 };

export class FacilityLayer implements MapLayer {
  private shown: FacilityView[] | null = null;

  add(map: LibreMap, palette: Palette): void {
    this.shown = null;
    map.addSource(SOURCE, { type: "geojson", data: NOTHING });
    map.addLayer({
      id: "facilities",
      type: "symbol",
      source: SOURCE,
      filter: fromZoom("mark"),
      layout: {
        "icon-image": ["get", "image"],
        "icon-size": ["interpolate", ["linear"], ["zoom"], 7, 0.55, 10, 0.8, 13, 1.05],
        "icon-offset": ["get", "offset"],
        "icon-allow-overlap": true,
        "icon-ignore-placement": true,
        "symbol-sort-key": ["get", "order"],
      },
    });
    map.addLayer({
      id: "facility-names",
      type: "symbol",
      source: SOURCE,
      filter: fromZoom("name"),
      layout: {
        "text-field": ["get", "name"],
        "text-font": [MEDIUM],
        "text-size": 11,
        "text-variable-anchor-offset": ["bottom", [0, -2.5], "left", [2, -1.6], "right", [-2, -1.6]],
        "text-justify": "auto",
        "text-max-width": 14,
        "symbol-sort-key": ["-", 0, ["get", "order"]],
      },
      paint: {
        "text-color": palette["map-facility"],
        "text-halo-color": palette["map-land"],
        "text-halo-width": 1.5,
      },
    });
  }

  update(map: LibreMap, state: State): void {
    const { facilities } = state.directory;
    if (facilities === this.shown) return;
    this.shown = facilities;
    setData(map, SOURCE, collection(facilities.flatMap(drawn)));
  }
}

/** The marks of a facility. One of a kind this screen does not know yet is drawn as a hospital. */
export function drawn(facility: FacilityView): GeoJSON.Feature[] {
  const kind = PLACE_KINDS.find((known) => known === facility.kind) ?? "HOSPITAL";
  const helipad = facility.abilities?.includes("HELIPAD") ? [mark(facility, "HELIPAD", "")] : [];
  return [mark(facility, kind, facility.name), ...helipad];
}

function mark(facility: FacilityView, kind: PlaceKind, name: string): GeoJSON.Feature {
  return {
    type: "Feature",
    geometry: point(facility.lon_deg, facility.lat_deg),
    properties: {
      name,
      kind,
      image: placeImage(kind),
      offset: [ASIDE_PX[kind] ?? 0, ABOVE_PX],
      order: -PLACE_KINDS.indexOf(kind),
    },
  };
}

function fromZoom(what: "mark" | "name"): ExpressionSpecification {
  const pairs = PLACE_KINDS.flatMap((kind) => [kind, SHOWN_FROM[kind][what]]);
  return [">=", ["zoom"], ["match", ["get", "kind"], ...pairs, 0]] as unknown as ExpressionSpecification;
}
