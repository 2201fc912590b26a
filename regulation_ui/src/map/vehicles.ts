/** The fleet: one mark each, told to the map by diffs, redrawn only when something in view changed. */
import type { ExpressionSpecification, GeoJSONSource, Map as LibreMap } from "maplibre-gl";
import { wordsOf } from "../i18n/words";
import { roughSpan } from "../live/age";
import { domainNow } from "../live/apply";
import { ageMs, isStale, onMap, type VehicleStatus, vehicleStatus } from "../live/fleet";
import type { State } from "../live/state";
import type { LivePosition, VehicleView } from "../wire";
import { type Drawn, diffOf, isEmpty, touches } from "./diff";
import { farImage, vehicleImage } from "./images";
import { type MapLayer, NOTHING } from "./layer";
import type { Palette } from "./palette";
import { BOLD } from "./style";

export const SOURCE = "vehicles";
const MARGIN_DEG = 0.1;
const MOVING_MPS = 1.5;
/** From here on the sign in a mark can be read, and who is not simply free is named; a little closer everybody is. */
const NEAR_ZOOM = 9;
const ALL_NAMED_ZOOM = 10;
const NEAR_SIZE = 0.95;
const LABEL_PX = 11.5;
/** Vehicles parked at one place are listed downwards from it, this far apart in pixels, up to so many. */
const ROW_PX = 22;
const ROWS = 12;
/** About 60 m: fixes of parked vehicles wander. */
const SAME_PLACE_DEG = 0.0006;
/** More than there are squares from south to north: a square's number is west–east × this + south–north. */
const SQUARES_NORTHWARD = 1_000_000;
/** From a square's number to its own, then to those around it. */
const STEPS = [0, -1, 1].flatMap((east) => [0, -1, 1].map((north) => east * SQUARES_NORTHWARD + north));
/** What is drawn above what, and named first: who is on a mission, who is free, who is not to be had. */
const RANKS: Partial<Record<VehicleStatus, number>> = { unavailable: 0, available: 1 };
const BUSY_RANK = 2;
const BUSY: ExpressionSpecification = ["==", ["get", "rank"], BUSY_RANK];
/** Small where a whole region is seen, so that hundreds stay apart; who is on a mission is a little larger. */
const SIZE: ExpressionSpecification = [
  "interpolate",
  ["linear"],
  ["zoom"],
  6,
  ["case", BUSY, 0.44, 0.34],
  NEAR_ZOOM,
  ["case", BUSY, 0.78, 0.7],
  ALL_NAMED_ZOOM,
  NEAR_SIZE,
];

/** A mark, and what it was made of. */
export interface VehicleMark extends Drawn {
  readonly vehicle: VehicleView;
  readonly position: LivePosition;
}

export type VehicleMarks = ReadonlyMap<string, VehicleMark>;

/**
 * The marks the state asks for, by vehicle id; who looks as before keeps the very same mark. A vehicle never located has none; the list
 * shows it.
 */
export function wantedVehicles(state: State, before: VehicleMarks = new Map()): VehicleMarks {
  const now = domainNow(state);
  const wanted = new Map<string, VehicleMark>();
  if (now === null) return wanted;
  const { day } = wordsOf(state.view.language);
  for (const position of state.positions.values()) {
    const vehicle = state.vehicles.get(position.vehicle_id);
    if (!vehicle || !onMap(vehicle)) continue;
    const last = before.get(vehicle.id);
    const stale = isStale(position, now);
    const look: Look = {
      stale,
      label: stale ? `${vehicle.call_sign} · ${roughSpan(ageMs(position, now), day)}` : vehicle.call_sign,
      chosen: vehicle.id === state.view.vehicleId || chosenByCase(state, vehicle.mission_id),
    };
    const same = last && last.position === position && last.vehicle === vehicle && looksAlike(last, look);
    wanted.set(vehicle.id, same ? last : markOf(vehicle, position, look));
  }
  putInRows(wanted);
  return wanted;
}

/** What of a mark changes while its vehicle and its position stay the same. */
type Look = { stale: boolean; label: string; chosen: boolean };

function looksAlike({ properties }: VehicleMark, { stale, label, chosen }: Look): boolean {
  return properties.stale === stale && properties.label === label && properties.chosen === chosen;
}

function markOf(vehicle: VehicleView, position: LivePosition, look: Look): VehicleMark {
  const status = vehicleStatus(vehicle);
  const image = vehicleImage(vehicle.type, status, look.stale);
  const moving = !look.stale && position.heading_deg !== null && (position.speed_mps ?? 0) > MOVING_MPS;
  return {
    vehicle,
    position,
    lon: position.lon_deg,
    lat: position.lat_deg,
    properties: {
      vehicle_id: vehicle.id, // tiles keep numbers only as a feature's own id
      image,
      far: farImage(image),
      heading: moving ? Math.round(position.heading_deg ?? 0) : -1,
      rank: RANKS[status] ?? BUSY_RANK,
      row: 0,
      ...look,
    },
  };
}

/** Nobody hides behind another: who stands at one place gets a row each, the chosen first, in an order that does not change. */
function putInRows(vehicles: Map<string, VehicleMark>): void {
  const parked: { order: string; id: string; mark: VehicleMark }[] = [];
  for (const [id, mark] of vehicles) {
    const { heading, chosen, label } = mark.properties;
    if (Number(heading) < 0) parked.push({ order: `${chosen ? 0 : 1} ${label}`, id, mark });
  }
  parked.sort((a, b) => (a.order < b.order ? -1 : 1));
  /** Rows taken at each place, by the square of who came first. */
  const taken = new Map<number, number>();
  for (const { id, mark } of parked) {
    const place = placeOf(mark, taken);
    const next = taken.get(place) ?? 0;
    taken.set(place, next + 1);
    const row = next % ROWS;
    if (mark.properties.row !== row) vehicles.set(id, { ...mark, properties: { ...mark.properties, row } });
  }
}

/** The square a vehicle stands in, or the first of the eight around it where somebody stands already when there is nobody in its own. */
function placeOf({ lon, lat }: Drawn, taken: ReadonlyMap<number, number>): number {
  const here = Math.round(lon / SAME_PLACE_DEG) * SQUARES_NORTHWARD + Math.round(lat / SAME_PLACE_DEG);
  for (const step of STEPS) if (taken.has(here + step)) return here + step;
  return here;
}

/** Where each row stands below its place, in a unit of so many pixels; `right`: how far aside, in that unit. */
function below(pxOfUnit: number, right = 0): ExpressionSpecification {
  const rows = Array.from({ length: ROWS - 1 }, (_, index) => index + 1);
  const at = (row: number) => ["literal", [right, (row * ROW_PX) / pxOfUnit]];
  return [
    "match",
    ["get", "row"],
    ...rows.flatMap((row) => [row, at(row)]),
    at(0),
  ] as unknown as ExpressionSpecification;
}

function chosenByCase(state: State, missionId: string | null): boolean {
  if (missionId === null) return false;
  const mission = state.missions.get(missionId);
  return mission !== undefined && (mission.id === state.view.missionId || mission.case_id === state.view.caseId);
}

export class VehicleLayer implements MapLayer {
  private drawn: VehicleMarks = new Map();

  add(map: LibreMap, palette: Palette): void {
    this.drawn = new Map();
    map.addSource(SOURCE, { type: "geojson", data: NOTHING });
    map.addLayer({
      id: "vehicle-chosen",
      type: "circle",
      source: SOURCE,
      filter: ["get", "chosen"],
      paint: {
        "circle-radius": ["interpolate", ["linear"], ["zoom"], 6, 12, 12, 19],
        "circle-color": palette.accent,
        "circle-opacity": 0.18,
        "circle-stroke-color": palette.accent,
        "circle-stroke-width": 2,
      },
    });
    map.addLayer({
      id: "vehicle-heading",
      type: "symbol",
      source: SOURCE,
      minzoom: 8,
      filter: [">=", ["get", "heading"], 0],
      layout: {
        "icon-image": "heading",
        "icon-rotate": ["get", "heading"],
        "icon-rotation-alignment": "map",
        "icon-allow-overlap": true,
        "icon-ignore-placement": true,
        "icon-size": SIZE,
      },
    });
    map.addLayer({
      id: "vehicles",
      type: "symbol",
      source: SOURCE,
      layout: {
        "icon-image": ["step", ["zoom"], ["get", "far"], NEAR_ZOOM, ["get", "image"]],
        "icon-allow-overlap": true,
        "icon-ignore-placement": true,
        "icon-size": SIZE,
        "icon-offset": ["step", ["zoom"], ["literal", [0, 0]], ALL_NAMED_ZOOM, below(NEAR_SIZE)],
        "symbol-sort-key": ["get", "rank"],
      },
    });
    map.addLayer({
      id: "vehicle-labels",
      type: "symbol",
      source: SOURCE,
      filter: [">=", ["zoom"], ["case", BUSY, NEAR_ZOOM, ALL_NAMED_ZOOM]],
      layout: {
        "text-field": ["get", "label"],
        "text-font": [BOLD],
        "text-size": LABEL_PX,
        "text-anchor": "left",
        "text-offset": below(LABEL_PX, 1.15),
        "text-max-width": 30,
        "symbol-sort-key": ["-", 0, ["get", "rank"]],
      },
      paint: {
        "text-color": ["case", ["get", "stale"], palette.warn, palette.ink],
        "text-halo-color": palette["map-land"],
        "text-halo-width": 1.6,
      },
    });
  }

  update(map: LibreMap, state: State, force: boolean): void {
    const wanted = wantedVehicles(state, this.drawn);
    const diff = diffOf(this.drawn, wanted);
    if (isEmpty(diff)) return;
    if (!force && !touches(diff, this.drawn, wanted, around(map))) return;
    map.getSource<GeoJSONSource>(SOURCE)?.updateData(diff);
    this.drawn = wanted;
  }
}

function around(map: LibreMap) {
  const bounds = map.getBounds();
  return {
    west: bounds.getWest() - MARGIN_DEG,
    south: bounds.getSouth() - MARGIN_DEG,
    east: bounds.getEast() + MARGIN_DEG,
    north: bounds.getNorth() + MARGIN_DEG,
  };
}
