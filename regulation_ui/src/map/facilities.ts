/** Receiving facilities and SMUR bases: small, quiet, named at closer zooms. */
import type { Map as LibreMap } from "maplibre-gl";
import type { State } from "../live/state";
import type { FacilityView } from "../wire";
import { collection, type MapLayer, NOTHING, point, setData } from "./layer";
import type { Palette } from "./palette";
import { MEDIUM } from "./style";

const SOURCE = "facilities";

export class FacilityLayer implements MapLayer {
  private shown: FacilityView[] | null = null;

  add(map: LibreMap, palette: Palette): void {
    this.shown = null;
    map.addSource(SOURCE, { type: "geojson", data: NOTHING });
    map.addLayer({
      id: "facilities",
      type: "symbol",
      source: SOURCE,
      minzoom: 7,
      layout: {
        "icon-image": ["get", "image"],
        "icon-size": ["interpolate", ["linear"], ["zoom"], 7, 0.6, 12, 1],
        "icon-allow-overlap": true,
        "text-field": ["step", ["zoom"], "", 9.5, ["get", "name"]],
        "text-font": [MEDIUM],
        "text-size": 11,
        "text-anchor": "left",
        "text-offset": [1, 0],
        "text-optional": true,
      },
      paint: {
        "text-color": palette["map-facility"],
        "text-halo-color": palette["map-ground"],
        "text-halo-width": 1.4,
      },
    });
  }

  update(map: LibreMap, state: State): void {
    const { facilities } = state.directory;
    if (facilities === this.shown) return;
    this.shown = facilities;
    setData(
      map,
      SOURCE,
      collection(
        facilities.map((facility) => ({
          type: "Feature",
          geometry: point(facility.lon_deg, facility.lat_deg),
          properties: {
            name: facility.name,
            image: facility.kind.includes("SMUR") ? "facility:SMUR" : "facility:HOSPITAL",
          },
        })),
      ),
    );
  }
}
