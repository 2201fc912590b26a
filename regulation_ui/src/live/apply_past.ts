/** What the past shows, applied to a state: a look at one second, or a stretch as a stream tells it. Pure; used by `apply` alone. */
import type { Past, PastFact, PastRoom } from "../wire";
import { clockOf, type State } from "./state";

/** What had just happened, on the page of the past. */
const FACTS_KEPT = 12;

/** The room as it stood: nothing of the state before is kept, and its clock stands still at that second. */
export function past(state: State, room: PastRoom, realMs: number): State {
  return {
    ...state,
    replay: null,
    clock: clockOf(room.at, 0, realMs),
    calls: new Map(room.calls.map((row) => [row.id, row])),
    cases: new Map(room.cases.map((row) => [row.id, row])),
    missions: new Map(room.missions.map((row) => [row.id, row])),
    vehicles: new Map((room.vehicles ?? []).map((row) => [row.id, row])),
    positions: new Map(room.positions.map((fix) => [fix.vehicle_id, fix])),
  };
}

const NOTHING = { calls: [], cases: [], missions: [], positions: [], vehicles: [], facts: [], next_at: null };

/** A stretch of the past begins: nothing of the state before is kept, newer versions neither. */
export function begun(state: State, event: Past, realMs: number): State {
  return {
    ...past(state, { ...NOTHING, at: event.from_at, centre_id: event.centre_id }, realMs),
    replay: { past: event, facts: [], over: false },
  };
}

export function remembered(state: State, facts: PastFact[]): State {
  const { replay } = state;
  if (!replay) return state;
  return { ...state, replay: { ...replay, facts: [...facts.toReversed(), ...replay.facts].slice(0, FACTS_KEPT) } };
}

/** The clock stands at the end of the stretch. */
export function ended(state: State, at: string, realMs: number): State {
  if (!state.replay) return state;
  return { ...state, clock: clockOf(at, 0, realMs), replay: { ...state.replay, over: true } };
}
