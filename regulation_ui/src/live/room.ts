/** Readings of the state that several panels share: queues, waits, what is owed. Pure. */
import {
  type Action,
  type CallView,
  type CaseView,
  type DecisionView,
  Line,
  MissionStatus,
  type MissionView,
  NextStatuses,
  Priority,
  type Role,
  RolesOf,
  type SessionView,
  type VehicleView,
} from "../wire";
import { answers } from "./fleet";
import type { QueueTab } from "./state";

/** Order not received, not accepted: a person must be called. Parameters of the room, practice rule 27. */
export const UNRECEIVED_ALARM_MS = 60_000;
export const UNACCEPTED_ALARM_MS = 120_000;

export const QUEUE_TABS: QueueTab[] = ["ALL", "AMU", "AMBULATORY", "TO_ENGAGE", "BILAN", "OSNP", "CALL_BACK"];

export function ringing(calls: Iterable<CallView>): CallView[] {
  return [...calls]
    .filter((call) => call.state === "RINGING")
    .sort((a, b) => Line.indexOf(a.line) - Line.indexOf(b.line) || a.rang_at.localeCompare(b.rang_at));
}

export function ownCalls(calls: Iterable<CallView>, session: SessionView): CallView[] {
  return [...calls]
    .filter((call) => call.state !== "RINGING" && call.answered_by === session.name)
    .sort((a, b) => Number(a.state === "HELD") - Number(b.state === "HELD") || a.rang_at.localeCompare(b.rang_at));
}

/** Attempts in vain after which a person decides: call once more, or file. Practice, rule 8. */
export const ATTEMPTS_BEFORE_DECIDING = 3;

/** Callers who hung up unanswered, in the order they rang. */
export function toCallBack(calls: Iterable<CallView>): CallView[] {
  return [...calls]
    .filter((call) => call.call_back === "DUE")
    .sort((a, b) => a.rang_at.localeCompare(b.rang_at) || a.id.localeCompare(b.id));
}

/** The instant a case has been waiting since: its entry in the queue, else its opening. */
export function waitsSince(row: CaseView): string {
  return row.queued_at ?? row.opened_at;
}

export function byPriorityThenTime(a: CaseView, b: CaseView): number {
  return Priority.indexOf(a.priority) - Priority.indexOf(b.priority) || waitsSince(a).localeCompare(waitsSince(b));
}

export function decisionsInForce(row: CaseView): DecisionView[] {
  return row.decisions.filter((decision) => decision.ended_at === null);
}

/** What tells who was sent for what. */
export interface Sent {
  missions: ReadonlyMap<string, MissionView>;
  vehicles: ReadonlyMap<string, VehicleView>;
}

/**
 * Decisions that ask for means nobody has been sent for yet; none while a mission of the case is not known: it may serve any
 * of them, and a vehicle must not be sent twice. A vehicle sent on another ground (reflex, partner) serves one
 * decision that asks for its means: the doctor confirms what already left.
 */
export function decisionsToEngage(row: CaseView, { missions, vehicles }: Sent): DecisionView[] {
  const known = row.mission_ids.flatMap((id) => missions.get(id) ?? []);
  if (known.length < row.mission_ids.length) return [];
  const running = known.filter((one) => one.status !== "ANNULE" && !awaitsPilot(one));
  const quoted = new Set(running.map((one) => one.decision_id));
  const unquoted = running.filter((one) => one.decision_id === null);
  return decisionsInForce(row).filter((decision) => {
    if (decision.type !== "INTER" || quoted.has(decision.id)) return false;
    const serving = unquoted.findIndex((one) => {
      const vehicle = vehicles.get(one.vehicle_id);
      return vehicle !== undefined && answers(vehicle.type, decision.means);
    });
    if (serving >= 0) unquoted.splice(serving, 1);
    return serving < 0;
  });
}

/** Asked of a pilot who has not answered: nobody is under way yet. Practice, rule 7. */
export function awaitsPilot(mission: MissionView): boolean {
  return mission.asked && mission.status === "DECISION" && mission.closed_at === null;
}

/** Orientations to a practitioner for which OSNP still look for somebody, the one due first on top. */
export function orientations(row: CaseView): DecisionView[] {
  return decisionsInForce(row)
    .filter(
      (one) =>
        one.type === "ORIENT" &&
        one.means === "LIBERAL" &&
        !one.orientation?.appointment &&
        !one.orientation?.returned_at,
    )
    .sort((a, b) => (a.due_at ?? "").localeCompare(b.due_at ?? ""));
}

export function inQueue(tab: QueueTab, row: CaseView, sent: Sent): boolean {
  switch (tab) {
    case "ALL":
      return true;
    case "TO_ENGAGE":
      return decisionsToEngage(row, sent).length > 0;
    case "CALL_BACK":
      return row.caller === "TO_CALL_BACK";
    case "AMU":
      return row.queue === "AMU" || isFallen(row);
    default:
      return row.queue === tab;
  }
}

/** An ambulatory case that is an emergency doctor's for now: no ambulatory doctor is at work. Practice, rule 30. */
export function isFallen(row: CaseView): boolean {
  return row.queue === "AMBULATORY" && row.fallen_at !== null;
}

/** A case that will not change any more. */
export function isFinished(row: CaseView): boolean {
  return row.state === "CLOTURE" || row.state === "CLASSE" || row.state === "ARCHIVE";
}

export function queueOf(tab: QueueTab, cases: Iterable<CaseView>, sent: Sent): CaseView[] {
  return [...cases].filter((row) => !isFinished(row) && inQueue(tab, row, sent)).sort(byPriorityThenTime);
}

/** P0 cases nobody has taken: what the strip above everything shows. */
export function unownedP0(cases: Iterable<CaseView>): CaseView[] {
  return [...cases]
    .filter(
      (row) => row.priority === "P0" && row.state === "ACTIF" && row.taken_by === null && row.decisions.length === 0,
    )
    .sort(byPriorityThenTime);
}

export function firstQueue(role: Role): QueueTab {
  if (role === "MRU") return "AMU";
  if (role === "MRL") return "AMBULATORY";
  if (role === "OSNP") return "OSNP";
  return role === "ARM_SUIVI" ? "TO_ENGAGE" : "ALL";
}

/** Whether the server's table of rights lets this person do it, at one of their centres at least. */
export function may(session: SessionView, action: Action): boolean {
  const allowed: readonly Role[] = RolesOf[action];
  return session.rights.some((right) => allowed.includes(right.role));
}

export type MissionAlarm = "REFUSED" | "CANCEL_PROPOSED" | "NOT_RECEIVED" | "NOT_ACCEPTED";

/** Why somebody must look at a mission now; null when it goes its way. Times are domain milliseconds. */
export function missionAlarm(mission: MissionView, domainMs: number): MissionAlarm | null {
  if (mission.closed_at !== null || mission.status === "ANNULE") return null;
  if (mission.receipt === "REFUSED") return "REFUSED";
  if (mission.cancel_proposed) return "CANCEL_PROPOSED";
  const waitedMs = domainMs - Date.parse(mission.ordered_at);
  const moving = MissionStatus.indexOf(mission.status) >= MissionStatus.indexOf("DEPART");
  if (mission.receipt === null && !moving && waitedMs > UNRECEIVED_ALARM_MS) return "NOT_RECEIVED";
  if (mission.receipt !== "ACCEPTED" && !moving && waitedMs > UNACCEPTED_ALARM_MS) return "NOT_ACCEPTED";
  return null;
}

/** Alarms first, then the oldest status: the order of the follow-up desk. */
export function followUp(missions: Iterable<MissionView>, domainMs: number): MissionView[] {
  return [...missions]
    .filter((mission) => mission.closed_at === null)
    .sort(
      (a, b) =>
        Number(missionAlarm(a, domainMs) === null) - Number(missionAlarm(b, domainMs) === null) ||
        a.status_at.localeCompare(b.status_at),
    );
}

/** Statuses a person may press next, as the server allows them. Standing down is an act of its own. */
export function nextStatuses(mission: MissionView): MissionStatus[] {
  return NextStatuses[mission.status].filter((status) => status !== "ANNULE");
}

/** A mission can be stood down until the crew is on scene. */
export function mayCancel(mission: MissionView): boolean {
  return mission.closed_at === null && NextStatuses[mission.status].includes("ANNULE");
}
