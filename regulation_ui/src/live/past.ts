/** Times of a replay: the wall clock of the region, and how far a play has come. Pure. */
import { type Past, type PastRoom, type Role, RolesOf, type SessionView } from "../wire";
import { domainNow } from "./apply";
import type { State } from "./state";

/** Up to 4 the server sends every frame of then; quicker, the room is asked for step by step. */
export const PACES = [1, 2, 4, 10, 30, 60] as const;
export type Pace = (typeof PACES)[number];

export function isStreamed(pace: Pace): pace is Past["pace"] {
  return pace <= 4;
}

/** How long a stretch the slider spans, in minutes. */
export const SPANS = [15, 60, 360, 1440] as const;
export type Span = (typeof SPANS)[number];

/** Between two rooms of a play, real time: each is a look of its own at the server. */
export const STEP_MS = 1000;

/** "2026-11-21T13:00:00" of a wall clock of the region, as a field of a form holds it. */
export function wallText(domainMs: number, timeZone: string): string {
  const parts = new Intl.DateTimeFormat("sv-SE", { timeZone, dateStyle: "short", timeStyle: "medium" });
  return parts.format(domainMs).replace(" ", "T");
}

/** The instant a wall clock showed, in UTC milliseconds; null when it is no time. In the hour told twice, the second one. */
export function instantOf(wall: string, timeZone: string): number | null {
  const asUtc = Date.parse(`${wall}Z`);
  if (Number.isNaN(asUtc)) return null;
  const offset = (ms: number) => Date.parse(`${wallText(ms, timeZone)}Z`) - Math.floor(ms / 1000) * 1000;
  const near = asUtc - offset(asUtc);
  return asUtc - offset(near);
}

/** Where a play stands after `playedMs` of real time, not past the end. */
export function playedTo(fromMs: number, playedMs: number, pace: Pace, endMs: number): number {
  return Math.min(endMs, fromMs + Math.max(STEP_MS, playedMs) * pace);
}

/** The first millisecond at which a fact had happened: facts are told to the microsecond. */
export function hadHappenedMs(at: string): number {
  return Date.parse(at) + 1;
}

/** The centres whose past somebody may look at, by name. */
export function replayCentres(session: SessionView): { id: string; name: string }[] {
  const allowed: readonly Role[] = RolesOf["room.replay"];
  const found = new Map(
    session.rights.filter((right) => allowed.includes(right.role)).map((right) => [right.centre_id, right.centre]),
  );
  return [...found].map(([id, name]) => ({ id, name })).sort((a, b) => a.name.localeCompare(b.name));
}

/** The room as a stream has shown it so far, in the form of a look at its second. */
export function roomShown(state: State, replayedCentreId: string): PastRoom {
  return {
    at: new Date(domainNow(state) ?? 0).toISOString(),
    centre_id: replayedCentreId,
    calls: [...state.calls.values()],
    cases: [...state.cases.values()],
    missions: [...state.missions.values()],
    positions: [...state.positions.values()],
    vehicles: [...state.vehicles.values()],
    facts: state.replay?.facts ?? [],
    next_at: null,
  };
}
