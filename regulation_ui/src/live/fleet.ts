/** What a vehicle looks like to the room: kind, status in seven words, age of its position. Pure. */
import type { LivePosition, MeansType, MissionStatus, VehicleType, VehicleView } from "../wire";

export const VehicleStatus = [
  "available",
  "engaged",
  "on_scene",
  "transporting",
  "at_destination",
  "returning",
  "unavailable",
] as const;
export type VehicleStatus = (typeof VehicleStatus)[number];

/** Silence is marked at two minutes of domain time. Practice, rule 27. */
export const STALE_AFTER_MS = 120_000;

const BY_MISSION: Record<MissionStatus, VehicleStatus | null> = {
  DECISION: "engaged",
  DECLENCHE: "engaged",
  DEPART: "engaged",
  ANNULE: null,
  ARRIVEE: "on_scene",
  PEC: "on_scene",
  BILAN: "on_scene",
  ORIENTAT: "on_scene",
  TRANSP: "transporting",
  ETAPE1: "transporting",
  TRANSP2: "transporting",
  ETAPE2: "transporting",
  TRANSP3: "transporting",
  DESTIN: "at_destination",
  FINPEC: "at_destination",
  RETOUR: "returning",
  "RET-BASE": "returning",
  "REN-BASE": "returning",
};

export function vehicleStatus(vehicle: VehicleView): VehicleStatus {
  const onMission = vehicle.mission_id && vehicle.mission_status ? BY_MISSION[vehicle.mission_status] : null;
  return onMission ?? (vehicle.availability === "AVAILABLE" ? "available" : "unavailable");
}

/** Age of a fix in domain milliseconds, never negative: a fix may be ahead of the page's clock by the network's delay. */
export function ageMs(position: Pick<LivePosition, "measured_at">, domainMs: number): number {
  return Math.max(0, domainMs - Date.parse(position.measured_at));
}

export function isStale(position: Pick<LivePosition, "measured_at">, domainMs: number): boolean {
  return ageMs(position, domainMs) > STALE_AFTER_MS;
}

/** Transport-only vehicles load the bench, not the map. Practice, rule 26. */
export function onMap(vehicle: VehicleView): boolean {
  return vehicle.type !== "TSU.VSL";
}

export function answers(type: VehicleType, means: MeansType | null): boolean {
  return type !== "TSU.VSL" && type.startsWith(`${means}.`);
}
