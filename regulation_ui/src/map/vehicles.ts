/** The fleet: one mark each, told to the map by diffs, redrawn only when something in view changed. */
import type { ExpressionSpecification, GeoJSONSource, Map as LibreMap } from "maplibre-gl";
import { roughSpan } from "../live/age";
import { domainNow } from "../live/apply";
import { ageMs, isStale, onMap, VehicleStatus, vehicleStatus } from "../live/fleet";
import type { State } from "../live/state";
import { type Drawn, diffOf, isEmpty, touches } from "./diff";
import { vehicleImage } from "./images";
import { type MapLayer, NOTHING } from "./layer";
import type { Palette } from "./palette";
import { BOLD } from "./style";

export const SOURCE = "vehicles";
const MARGIN_DEG = 0.1;
const MOVING_MPS = 1.5;
const SIZE: ExpressionSpecification = ["interpolate", ["linear"], ["zoom"], 6, 0.62, 9, 0.84, 12, 1.05];

/** The features the state asks for, by vehicle id. A vehicle never located has no mark; the list shows it. */
export function wantedVehicles(state: State): Map<string, Drawn> {
  const now = domainNow(state);
  const wanted = new Map<string, Drawn>();
  if (now === null) return wanted;
  for (const position of state.positions.values()) {
    const vehicle = state.vehicles.get(position.vehicle_id);
    if (!vehicle || !onMap(vehicle)) continue;
    const status = vehicleStatus(vehicle);
    const stale = isStale(position, now);
    const moving = !stale && position.heading_deg !== null && (position.speed_mps ?? 0) > MOVING_MPS;
    wanted.set(vehicle.id, {
      lon: position.lon_deg,
      lat: position.lat_deg,
      properties: {
        vehicle_id: vehicle.id, // tiles keep numbers only as a feature's own id
        image: vehicleImage(vehicle.type, status, stale),
        label: stale ? `${vehicle.call_sign}\n${roughSpan(ageMs(position, now))}` : vehicle.call_sign,
        stale,
        heading: moving ? Math.round(position.heading_deg ?? 0) : -1,
        rank: VehicleStatus.indexOf(status) === 0 ? 0 : 1,
        chosen: vehicle.id === state.view.vehicleId || chosenByCase(state, vehicle.mission_id),
      },
    });
  }
  return wanted;
}

function chosenByCase(state: State, missionId: string | null): boolean {
  if (missionId === null) return false;
  const mission = state.missions.get(missionId);
  return mission !== undefined && (mission.id === state.view.missionId || mission.case_id === state.view.caseId);
}

export class VehicleLayer implements MapLayer {
  private drawn: ReadonlyMap<string, Drawn> = new Map();

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
      minzoom: 7.6,
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
        "icon-image": ["get", "image"],
        "icon-allow-overlap": true,
        "icon-ignore-placement": true,
        "icon-size": SIZE,
        "symbol-sort-key": ["get", "rank"],
      },
    });
    map.addLayer({
      id: "vehicle-labels",
      type: "symbol",
      source: SOURCE,
      minzoom: 9.2,
      layout: {
        "text-field": ["get", "label"],
        "text-font": [BOLD],
        "text-size": 11.5,
        "text-anchor": "top",
        "text-offset": [0, 1.15],
        "text-line-height": 1.1,
        "symbol-sort-key": ["-", 0, ["get", "rank"]],
      },
      paint: {
        "text-color": ["case", ["get", "stale"], palette.warn, palette.ink],
        "text-halo-color": palette["map-ground"],
        "text-halo-width": 1.6,
      },
    });
  }

  update(map: LibreMap, state: State, force: boolean): void {
    const wanted = wantedVehicles(state);
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
