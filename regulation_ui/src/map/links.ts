/** Who goes where: a straight dashed link from each vehicle of the case looked at to its place or destination. Not a route. */
import type { Map as LibreMap } from "maplibre-gl";
import { vehicleStatus } from "../live/fleet";
import type { State } from "../live/state";
import type { MissionView } from "../wire";
import { collection, type MapLayer, NOTHING, setData } from "./layer";
import type { Palette } from "./palette";

const SOURCE = "links";

export class LinkLayer implements MapLayer {
  private shown = "";

  add(map: LibreMap, palette: Palette): void {
    this.shown = "";
    map.addSource(SOURCE, { type: "geojson", data: NOTHING });
    map.addLayer({
      id: "links",
      type: "line",
      source: SOURCE,
      layout: { "line-cap": "round" },
      paint: { "line-color": palette.accent, "line-width": 1.8, "line-dasharray": [1.5, 2.2], "line-opacity": 0.9 },
    });
  }

  update(map: LibreMap, state: State): void {
    const lines = [...state.missions.values()].flatMap((mission) => line(state, mission));
    const key = JSON.stringify(lines);
    if (key === this.shown) return;
    this.shown = key;
    setData(
      map,
      SOURCE,
      collection(
        lines.map((coordinates) => ({
          type: "Feature",
          geometry: { type: "LineString", coordinates },
          properties: {},
        })),
      ),
    );
  }
}

/** One line, or none: the case must be looked at, the mission under way, both ends known. */
export function line(state: State, mission: MissionView): [number, number][][] {
  if (mission.case_id !== state.view.caseId || mission.closed_at !== null) return [];
  const vehicle = state.vehicles.get(mission.vehicle_id);
  const position = state.positions.get(mission.vehicle_id);
  if (!vehicle || !position || vehicle.mission_id !== mission.id) return [];
  const from: [number, number] = [position.lon_deg, position.lat_deg];
  const status = vehicleStatus(vehicle);
  if (status === "engaged") {
    const place = state.cases.get(mission.case_id)?.place;
    return place ? [[from, [place.lon_deg, place.lat_deg]]] : [];
  }
  const { destination_lon_deg: lon, destination_lat_deg: lat } = mission;
  return status === "transporting" && lon !== null && lat !== null ? [[from, [lon, lat]]] : [];
}
