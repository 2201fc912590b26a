/**
 * The country under the vehicles: land, borders, roads, names. Its files come from our own API, are read by the map's worker, and only
 * after the vehicles: a map without them (not prepared, not yet loaded) shows vehicles and cases on a plain ground.
 */
import type { Map as LibreMap } from "maplibre-gl";
import type { State } from "../live/state";
import type { GeoLayer } from "../wire";
import { landLayers, nameLayers } from "./country_layers";
import { type MapLayer, NOTHING, setData } from "./layer";
import type { Palette } from "./palette";
import { roadLayers, roadNames } from "./roads";

/** In the order they are asked for, with the first zoom they are of use. */
const FROM_ZOOM: Record<string, number> = {
  neighbours: 0,
  departments: 0,
  coast: 0,
  borders: 0,
  towns: 0,
  roads: 0,
  communes: 8.5,
};
const PATIENCE_MS = 3000;
const ASK_AGAIN_MS = 10_000;

export class CountryLayer implements MapLayer {
  private readonly asked = new Set<string>();

  add(map: LibreMap, palette: Palette): void {
    for (const name of Object.keys(FROM_ZOOM)) map.addSource(name, { type: "geojson", data: NOTHING });
    const layers = [
      ...landLayers(palette),
      ...roadLayers("roads", palette),
      roadNames("roads", palette),
      ...nameLayers(palette),
    ];
    for (const layer of layers) map.addLayer(layer);
  }

  /** A file that could not be read is asked for again, a little later. */
  lost(name: string): void {
    setTimeout(() => this.asked.delete(name), ASK_AGAIN_MS);
  }

  update(map: LibreMap, state: State): void {
    for (const name of due(state, map.getZoom())) {
      if (this.asked.has(name)) continue;
      this.asked.add(name);
      setData(map, name, new URL(`/api/geo/${name}`, location.href).href);
    }
  }
}

/** The files to read now, first things first: none before the vehicles are drawn, or have been waited for. */
export function due(state: State, zoom: number): string[] {
  const vehiclesFirst = state.positions.size === 0 && state.nowMs - state.linkSinceMs < PATIENCE_MS;
  if (state.link !== "live" || vehiclesFirst) return [];
  const offered = new Set(state.directory.geo.map((layer) => layer.name));
  return Object.entries(FROM_ZOOM).flatMap(([name, from]) => (offered.has(name) && zoom >= from ? [name] : []));
}

/** Who is to be named in the corner of the map, each once. What is invented is nobody's; the map says that it is, in its own words. */
export function credits(layers: readonly GeoLayer[]): string[] {
  const named = layers.filter((layer) => !layer.synthetic && layer.attribution !== "");
  return [...new Set(named.map((layer) => layer.attribution))];
}
