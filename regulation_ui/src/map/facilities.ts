/** Hospitals, bases, stations, practices: small, quiet, the rarer kinds first as one comes closer, named closer still. */
import type { ExpressionSpecification, Map as LibreMap } from "maplibre-gl";
import { FACILITY_KINDS, type FacilityKind } from "../design/marks";
import type { State } from "../live/state";
import type { FacilityView } from "../wire";
import { facilityImage } from "./images";
import { collection, type MapLayer, NOTHING, point, setData } from "./layer";
import type { Palette } from "./palette";
import { MEDIUM } from "./style";

const SOURCE = "facilities";

/** The first zoom a kind is drawn at, and named at. */
export const SHOWN_FROM: Record<FacilityKind, { mark: number; name: number }> = {
  EMERGENCY: { mark: 7, name: 9 },
  SMUR: { mark: 8, name: 10 },
  HELIPAD: { mark: 9, name: 11 },
  HOSPITAL: { mark: 9, name: 11 },
  FIRE_STATION: { mark: 10, name: 12 },
  DUTY_PRACTICE: { mark: 10, name: 12 },
};
/** Marks stand above their place, where parked vehicles do not hide them; a SMUR base beside the hospital it belongs to. */
const ABOVE_PX = -19;
const ASIDE_PX: Partial<Record<FacilityKind, number>> = { EMERGENCY: -8, SMUR: 10 };

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
    setData(map, SOURCE, collection(facilities.map(drawn)));
  }
}

export function drawn(facility: FacilityView): GeoJSON.Feature {
  const kind = FACILITY_KINDS.find((known) => known === facility.kind) ?? "HOSPITAL";
  return {
    type: "Feature",
    geometry: point(facility.lon_deg, facility.lat_deg),
    properties: {
      name: facility.name,
      kind,
      image: facilityImage(kind),
      offset: [ASIDE_PX[kind] ?? 0, ABOVE_PX],
      order: -FACILITY_KINDS.indexOf(kind),
    },
  };
}

function fromZoom(what: "mark" | "name"): ExpressionSpecification {
  const pairs = FACILITY_KINDS.flatMap((kind) => [kind, SHOWN_FROM[kind][what]]);
  return [">=", ["zoom"], ["match", ["get", "kind"], ...pairs, 0]] as unknown as ExpressionSpecification;
}
