/** The trail somebody asked for: an audited look, shown until another vehicle is chosen. */
import type { Map as LibreMap } from "maplibre-gl";
import type { State } from "../live/state";
import type { Trail } from "../wire";
import { collection, type MapLayer, NOTHING, setData } from "./layer";
import type { Palette } from "./palette";

const SOURCE = "trail";

export class TrailLayer implements MapLayer {
  private shown: Trail | null = null;

  add(map: LibreMap, palette: Palette): void {
    this.shown = null;
    map.addSource(SOURCE, { type: "geojson", data: NOTHING });
    map.addLayer({
      id: "trail",
      type: "line",
      source: SOURCE,
      layout: { "line-cap": "round", "line-join": "round" },
      paint: { "line-color": palette.warn, "line-width": 2.4, "line-opacity": 0.85 },
    });
  }

  update(map: LibreMap, state: State): void {
    const trail = state.trail?.vehicle_id === state.view.vehicleId ? state.trail : null;
    if (trail === this.shown) return;
    this.shown = trail;
    const coordinates = trail?.points.map(([lon, lat]) => [lon, lat]) ?? [];
    const lines: GeoJSON.Feature[] =
      coordinates.length < 2
        ? []
        : [{ type: "Feature", geometry: { type: "LineString", coordinates }, properties: {} }];
    setData(map, SOURCE, collection(lines));
  }
}
