/** The country until its outlines are loaded: where people live, as soft light, and the names of towns. */
import type { Map as LibreMap } from "maplibre-gl";
import type { State } from "../live/state";
import type { CommuneView } from "../wire";
import { collection, type MapLayer, NOTHING, point, setData } from "./layer";
import type { Palette } from "./palette";
import { MEDIUM } from "./style";

const SOURCE = "towns";

export class TownLayer implements MapLayer {
  private shown: CommuneView[] | null = null;

  add(map: LibreMap, palette: Palette): void {
    this.shown = null;
    map.addSource(SOURCE, { type: "geojson", data: NOTHING });
    map.addLayer({
      id: "land",
      type: "circle",
      source: SOURCE,
      paint: {
        "circle-color": palette["map-land"],
        "circle-blur": 0.9,
        "circle-opacity": 0.55,
        "circle-pitch-alignment": "map",
        "circle-radius": ["interpolate", ["exponential", 2], ["zoom"], 5, 17, 13, 17 * 2 ** 8],
      },
    });
    map.addLayer({
      id: "town-glow",
      type: "circle",
      source: SOURCE,
      paint: {
        "circle-color": palette["map-glow"],
        "circle-blur": 1,
        "circle-opacity": 0.75,
        "circle-radius": [
          "interpolate",
          ["exponential", 2],
          ["zoom"],
          5,
          ["max", 5, ["*", 0.05, ["sqrt", ["get", "population"]]]],
          12,
          ["max", 90, ["*", 1.6, ["sqrt", ["get", "population"]]]],
        ],
      },
    });
    map.addLayer({
      id: "town-dots",
      type: "circle",
      source: SOURCE,
      filter: [">=", ["get", "population"], ["step", ["zoom"], 12_000, 7.5, 4_000, 9, 0]],
      paint: {
        "circle-radius": ["interpolate", ["linear"], ["get", "population"], 2_000, 1.4, 100_000, 2.6],
        "circle-color": palette["map-town"],
      },
    });
    map.addLayer({
      id: "town-names",
      type: "symbol",
      source: SOURCE,
      filter: [">=", ["get", "population"], ["step", ["zoom"], 20_000, 7.5, 8_000, 8.5, 3_000, 9.5, 0]],
      layout: {
        "text-field": ["get", "name"],
        "text-font": [MEDIUM],
        "text-size": ["interpolate", ["linear"], ["get", "population"], 3_000, 11.5, 30_000, 13, 110_000, 16],
        "text-letter-spacing": 0.02,
        "text-variable-anchor": ["bottom", "top", "left", "right"],
        "text-radial-offset": 1.1,
        "text-padding": 4,
        "symbol-sort-key": ["-", 0, ["get", "population"]],
      },
      paint: {
        "text-color": palette["map-label"],
        "text-halo-color": palette["map-ground"],
        "text-halo-width": 1.4,
      },
    });
  }

  update(map: LibreMap, state: State): void {
    const { communes } = state.directory;
    if (communes === this.shown) return;
    this.shown = communes;
    setData(
      map,
      SOURCE,
      collection(
        communes.map((commune) => ({
          type: "Feature",
          geometry: point(commune.lon_deg, commune.lat_deg),
          properties: { name: commune.name, population: commune.population },
        })),
      ),
    );
  }
}
