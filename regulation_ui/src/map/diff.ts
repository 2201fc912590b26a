/** What to tell the map about vehicles: only what changed since it was last told. Pure. */
import type { GeoJSONSourceDiff } from "maplibre-gl";

export interface Drawn {
  lon: number;
  lat: number;
  properties: Record<string, string | number | boolean>;
}

export interface Bounds {
  west: number;
  south: number;
  east: number;
  north: number;
}

export type Diff = Required<Pick<GeoJSONSourceDiff, "add" | "remove" | "update">>;

/** Most vehicles are as they were at most ticks, the very same mark: nothing is made for them. */
export function diffOf(drawn: ReadonlyMap<string, Drawn>, wanted: ReadonlyMap<string, Drawn>): Diff {
  const diff: Diff = { add: [], remove: [], update: [] };
  for (const id of drawn.keys()) if (!wanted.has(id)) diff.remove.push(id);
  for (const [id, next] of wanted) {
    const last = drawn.get(id);
    if (!last) {
      diff.add.push({ type: "Feature", id, geometry: geometryOf(next), properties: next.properties });
      continue;
    }
    if (last === next) continue;
    const changed = changes(last.properties, next.properties);
    const moved = last.lon !== next.lon || last.lat !== next.lat;
    if (!moved && changed.length === 0) continue;
    diff.update.push({
      id,
      ...(moved ? { newGeometry: geometryOf(next) } : {}),
      addOrUpdateProperties: changed,
    });
  }
  return diff;
}

function changes(last: Drawn["properties"], next: Drawn["properties"]) {
  const changed: { key: string; value: string | number | boolean }[] = [];
  for (const key in next) {
    const value = next[key];
    if (value !== undefined && last[key] !== value) changed.push({ key, value });
  }
  return changed;
}

function geometryOf(drawn: Drawn): GeoJSON.Point {
  return { type: "Point", coordinates: [drawn.lon, drawn.lat] };
}

export function isEmpty(diff: Diff): boolean {
  return diff.add.length + diff.remove.length + diff.update.length === 0;
}

/** True when anything that changed is, or was, within the bounds: a redraw would show a difference. */
export function touches(
  diff: Diff,
  drawn: ReadonlyMap<string, Drawn>,
  wanted: ReadonlyMap<string, Drawn>,
  bounds: Bounds,
): boolean {
  const shows = (id: string | number) =>
    within(drawn.get(String(id)), bounds) || within(wanted.get(String(id)), bounds);
  return (
    diff.update.some(({ id }) => shows(id)) || diff.remove.some(shows) || diff.add.some(({ id }) => shows(id ?? ""))
  );
}

function within(place: Drawn | undefined, bounds: Bounds): boolean {
  return (
    place !== undefined &&
    place.lon >= bounds.west &&
    place.lon <= bounds.east &&
    place.lat >= bounds.south &&
    place.lat <= bounds.north
  );
}
