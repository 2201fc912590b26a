/** What those outside the room read and say: companies, the coordinator, crews, emergency departments. */
import type {
  Arrival,
  Availability,
  Bilan,
  CompanyMission,
  CrewMission,
  CrewRefusal,
  GardeLine,
  MissionStatus,
  NeedView,
  PassedOver,
  VehicleView,
} from "../wire";
import { call } from "./http";

/** Who speaks for a vehicle: its company's desk or its crew; each has the same commands under its own address. */
export type Holder = "company" | "crew";

export const answerOrder = (holder: Holder, id: string, version: number, refusal: CrewRefusal | null) =>
  call<unknown>("POST", `/${holder}/missions/${id}/answer`, { version, refusal });
export const pressStatus = (holder: Holder, id: string, status: MissionStatus) =>
  call<unknown>("POST", `/${holder}/missions/${id}/statuses`, { status });
export const declare = (holder: Holder, vehicleId: string, availability: Availability) =>
  call<unknown>("POST", `/${holder}/vehicles/${vehicleId}/availability`, { availability });

export async function readCompany(): Promise<{ missions: CompanyMission[]; vehicles: VehicleView[] }> {
  const [missions, vehicles] = await Promise.all([
    call<CompanyMission[]>("GET", "/company/missions"),
    call<VehicleView[]>("GET", "/company/vehicles"),
  ]);
  return { missions, vehicles };
}

export async function readCrew(): Promise<{ missions: CrewMission[]; vehicle: VehicleView | null }> {
  const [missions, vehicles] = await Promise.all([
    call<CrewMission[]>("GET", "/crew/missions"),
    call<VehicleView[]>("GET", "/crew/vehicle"),
  ]);
  return { missions, vehicle: vehicles[0] ?? null };
}
export const giveBilan = (id: string, bilan: Bilan) => call<unknown>("POST", `/crew/missions/${id}/bilan`, bilan);

export const readNeeds = () => call<NeedView[]>("GET", "/coordination/needs");
export const readGarde = () => call<GardeLine[]>("GET", "/coordination/garde");
export const callVehicle = (decisionId: string, vehicleId: string, passedOver: PassedOver | null) =>
  call<NeedView>("POST", `/coordination/needs/${decisionId}/call`, { vehicle_id: vehicleId, passed_over: passedOver });

export const readArrivals = () => call<Arrival[]>("GET", "/emergency/arrivals");
export const saySeen = (missionId: string) => call<Arrival>("POST", `/emergency/arrivals/${missionId}/seen`);
