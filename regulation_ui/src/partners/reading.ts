/** Readings of what a page outside the room was told. Pure. */

import { may } from "../live/room";
import {
  type Action,
  type Arrival,
  type CompanyMission,
  type MissionStatus,
  NextStatuses,
  type SessionView,
} from "../wire";

export type PartnerPage = "company" | "coordination" | "crew" | "emergency";

const PAGES: Record<PartnerPage, Action> = {
  crew: "crew.read",
  company: "company.read",
  coordination: "coordination.read",
  emergency: "emergency.read",
};

/** The pages an account may open; none for whoever works in the room or administers. */
export function pagesOf(session: SessionView): PartnerPage[] {
  return (Object.keys(PAGES) as PartnerPage[]).filter((page) => may(session, PAGES[page]));
}

/** Given by the room, or by taking the order; never pressed. */
const NOT_PRESSED = new Set<MissionStatus>(["DECLENCHE", "ANNULE"]);
/** Legs of a longer transport: seldom, so never the first offered. */
const SELDOM = new Set<MissionStatus>(["ETAPE1", "ETAPE2"]);

/** What a crew may press after a status, the usual one first. */
export function pressable(status: MissionStatus): MissionStatus[] {
  const next = NextStatuses[status].filter((one) => !NOT_PRESSED.has(one));
  return [...next.filter((one) => !SELDOM.has(one)), ...next.filter((one) => SELDOM.has(one))];
}

/** Why an arrival has no time: nobody is on board yet, nothing is heard of the vehicle, or it is here. */
export function withoutTime(status: MissionStatus): "not_yet" | "unheard" | "here" {
  if (/^(?:TRANSP|ETAPE)/.test(status)) return "unheard";
  return /^(?:DESTIN|FINPEC|RETOUR|RET-BASE|REN-BASE)$/.test(status) ? "here" : "not_yet";
}

type Order = Pick<CompanyMission, "receipt" | "order_version" | "closed_at">;

/** The present version of an order has no answer yet. */
export function awaitsAnswer(order: Order): boolean {
  const answered = order.receipt === "ACCEPTED" || order.receipt === "REFUSED";
  return !answered && order.order_version > 0 && !order.closed_at;
}

/** A crew's refusal is possible until it leaves. */
export function mayRefuse(status: MissionStatus): boolean {
  return status === "DECISION" || status === "DECLENCHE";
}

/** The crew is with its patient. */
const WITH_PATIENT = new Set<MissionStatus>([
  "ARRIVEE",
  "PEC",
  "BILAN",
  "ORIENTAT",
  "TRANSP",
  "ETAPE1",
  "TRANSP2",
  "ETAPE2",
  "TRANSP3",
]);

/** Whether a crew in this status has something to tell a doctor. */
export function tellsOf(status: MissionStatus): boolean {
  return WITH_PATIENT.has(status);
}

/** Who comes first is on top; whoever has no time yet follows, in the order of the announcements. */
export function inOrderOfArrival(arrivals: Arrival[]): Arrival[] {
  const last = "9999";
  return [...arrivals].sort(
    (a, b) =>
      (a.arrives_at ?? last).localeCompare(b.arrives_at ?? last) ||
      (a.announced_at ?? last).localeCompare(b.announced_at ?? last),
  );
}
