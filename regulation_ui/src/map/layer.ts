/** What every map layer is: added when a style is loaded, then told each state. */
import type { GeoJSONSource, Map as LibreMap } from "maplibre-gl";
import type { State } from "../live/state";
import type { Palette } from "./palette";

export interface MapLayer {
  /** Put sources, images and layers on a style that has none of them yet. */
  add(map: LibreMap, palette: Palette): void;
  /** Show a state. `force`: even what is out of view. */
  update(map: LibreMap, state: State, force: boolean): void;
}

export const NOTHING: GeoJSON.FeatureCollection = { type: "FeatureCollection", features: [] };

export function point(lon: number, lat: number): GeoJSON.Point {
  return { type: "Point", coordinates: [lon, lat] };
}

export function collection(features: GeoJSON.Feature[]): GeoJSON.FeatureCollection {
  return { type: "FeatureCollection", features };
}

/** Replaces the data of a small source (tens of features), or names the file it comes from. Vehicles go by diffs: see vehicles.ts. */
export function setData(map: LibreMap, source: string, data: GeoJSON.FeatureCollection | string): void {
  map.getSource<GeoJSONSource>(source)?.setData(data);
}
