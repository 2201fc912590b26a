/** The park of boxes: what is read of it, and what its manager and the companies do. */
import type {
  BoxCandidate,
  BoxCertificateView,
  BoxRequestView,
  BoxStock,
  BoxView,
  NewCredential,
  RefusedFixView,
} from "../wire";
import { call } from "./http";

/** Where a box can be said to be; into a vehicle it is moved. */
export type Shelf = Exclude<BoxStock, "ASSIGNED" | "MOUNTED">;

export interface Park {
  boxes: BoxView[];
  candidates: BoxCandidate[];
  requests: BoxRequestView[];
}

export async function readPark(): Promise<Park> {
  const [boxes, candidates, requests] = await Promise.all([
    call<BoxView[]>("GET", "/boxes"),
    call<BoxCandidate[]>("GET", "/boxes/candidates"),
    call<BoxRequestView[]>("GET", "/box-requests"),
  ]);
  return { boxes, candidates, requests };
}

export const askBox = (vehicleId: string) => call<BoxRequestView>("POST", "/box-requests", { vehicle_id: vehicleId });
export const withdrawRequest = (id: string) => call<BoxRequestView>("POST", `/box-requests/${id}/withdraw`);
export const refuseRequest = (id: string, words: string) =>
  call<BoxRequestView>("POST", `/box-requests/${id}/refuse`, { words });
export const provisionBox = (name: string, vehicleId: string | null) =>
  call<NewCredential>("POST", "/boxes", { name, vehicle_id: vehicleId });
export const moveBox = (id: string, vehicleId: string) =>
  call<BoxView>("POST", `/boxes/${id}/move`, { vehicle_id: vehicleId });
export const shelveBox = (id: string, stock: Shelf) => call<BoxView>("POST", `/boxes/${id}/shelve`, { stock });
export const renewBox = (id: string, atOnce: boolean) =>
  call<NewCredential>("POST", `/boxes/${id}/credential`, { at_once: atOnce });
export const certifyBox = (id: string, request: string) =>
  call<BoxCertificateView>("POST", `/boxes/${id}/certificates`, { request });
export const revokeBox = (id: string) => call<BoxView>("POST", `/boxes/${id}/revoke`);
export const readRefused = (id: string) => call<RefusedFixView[]>("GET", `/boxes/${id}/refused`);
