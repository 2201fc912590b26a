/** The only place where state changes: (state, event) → state, pure. Nothing is shown that the server did not say. */
import type {
  CaseFile,
  ClockView,
  Heartbeat,
  LiveEvent,
  LivePosition,
  PastEvent,
  PastRoom,
  SessionView,
  Trail,
} from "../wire";
import { begun, ended, past, remembered } from "./apply_past";
import { isFinished } from "./room";
import {
  clockOf,
  type Directory,
  emptyState,
  type Link,
  type Refusal,
  type Rows,
  type State,
  type View,
} from "./state";

/** What happens on the screen itself, and the answers of REST calls. */
export type LocalEvent =
  | { type: "tick" }
  | { type: "link"; link: Link }
  | { type: "session"; session: SessionView | null }
  | { type: "instance"; clock: ClockView }
  | { type: "directory"; directory: Partial<Directory> }
  | { type: "answered"; rows: Rows }
  | { type: "case_file"; file: CaseFile }
  | { type: "case_opened"; file: CaseFile }
  | { type: "trail"; trail: Trail }
  | { type: "past_room"; room: PastRoom }
  | { type: "refused"; refusal: Omit<Refusal, "id" | "atMs"> }
  | { type: "dismissed"; id: number }
  | { type: "view"; view: Partial<View> };

export type ScreenEvent = LiveEvent | PastEvent | LocalEvent;

const REFUSAL_SHOWN_MS = 15_000;
const REFUSALS_SHOWN = 3;
const FINISHED_CALLS = new Set(["ENDED", "HUNG_UP_ON_HOLD", "ABANDONED"]);

/** `realMs`: the page's monotonic clock when the event came. */
export function apply(state: State, event: ScreenEvent, realMs: number): State {
  switch (event.type) {
    case "tick":
      return tick(state, realMs);
    case "link":
      return state.link === event.link ? state : { ...state, link: event.link, linkSinceMs: realMs };
    case "session":
      return event.session
        ? { ...state, session: event.session }
        : { ...emptyState(state.view.theme, state.view.language), session: null, instance: state.instance };
    case "instance":
      return {
        ...state,
        instance: event.clock,
        clock: clockOf(event.clock.domain_at, event.clock.rate, realMs),
      };
    case "directory":
      return { ...state, directory: { ...state.directory, ...event.directory } };
    case "welcome":
      return heard({ ...state, clock: clockOf(event.domain_at, event.domain_rate, realMs) }, realMs);
    case "heartbeat":
      return heard(beat(state, event, realMs), realMs);
    case "room_snapshot":
      return heard(
        settle({
          ...state,
          calls: replaced(state.calls, event.calls),
          cases: replaced(state.cases, event.cases),
          missions: replaced(state.missions, event.missions),
          vehicles: replaced(state.vehicles, event.vehicles),
          transfers: replaced(state.transfers, event.transfers),
          helpRequests: replaced(state.helpRequests, event.help_requests),
        }),
        realMs,
      );
    case "room":
      return heard(
        settle({
          ...state,
          calls: merged(state.calls, event.calls, event.gone),
          cases: merged(state.cases, event.cases, event.gone),
          missions: merged(state.missions, event.missions, event.gone),
          vehicles: merged(state.vehicles, event.vehicles, event.gone),
          transfers: merged(state.transfers, event.transfers, event.gone),
          helpRequests: merged(state.helpRequests, event.help_requests, event.gone),
        }),
        realMs,
      );
    case "positions_snapshot":
      return heard({ ...state, positions: new Map(event.positions.map((fix) => [fix.vehicle_id, fix])) }, realMs);
    case "positions":
      return heard({ ...state, positions: moved(state.positions, event.moved, event.gone) }, realMs);
    case "problem":
      return refuse(heard(state, realMs), { title: event.title, detail: event.detail, changes: [] }, realMs);
    case "answered":
      return settle({
        ...state,
        calls: merged(state.calls, event.rows.calls ?? [], []),
        cases: merged(state.cases, event.rows.cases ?? [], []),
        missions: merged(state.missions, event.rows.missions ?? [], []),
        transfers: merged(state.transfers, event.rows.transfers ?? [], []),
        helpRequests: merged(state.helpRequests, event.rows.helpRequests ?? [], []),
      });
    case "case_file":
      return settle({
        ...state,
        cases: merged(state.cases, [event.file.case], []),
        logs: new Map([[event.file.case.id, event.file.log]]),
      });
    case "case_opened":
      return settle({
        ...state,
        cases: merged(state.cases, [event.file.case], []),
        logs: new Map([[event.file.case.id, event.file.log]]),
        view: { ...state.view, page: "room", caseId: event.file.case.id, task: null },
      });
    case "past_room":
      return settle(past(state, event.room, realMs));
    case "past":
      return heard(begun(state, event, realMs), realMs);
    case "past_facts":
      return heard(remembered(state, event.facts), realMs);
    case "past_end":
      return ended(state, event.at, realMs);
    case "trail":
      return { ...state, trail: event.trail };
    case "refused":
      return refuse(state, event.refusal, realMs);
    case "dismissed":
      return { ...state, refusals: state.refusals.filter((refusal) => refusal.id !== event.id) };
    case "view":
      return looked(state, event.view);
  }
}

/** Domain milliseconds now; null before the server told its clock. */
export function domainNow(state: State): number | null {
  return state.clock && state.clock.domainMs + (state.nowMs - state.clock.realMs) * state.clock.rate;
}

function tick(state: State, realMs: number): State {
  const refusals = state.refusals.filter((refusal) => realMs - refusal.atMs < REFUSAL_SHOWN_MS);
  return { ...state, nowMs: realMs, refusals: refusals.length === state.refusals.length ? state.refusals : refusals };
}

function heard(state: State, realMs: number): State {
  return { ...state, heardAtMs: realMs };
}

function beat(state: State, event: Heartbeat, realMs: number): State {
  return {
    ...state,
    clock: clockOf(event.domain_at, event.domain_rate, realMs),
    trackerHeardAtMs: event.tracker_age_s === null ? null : realMs - event.tracker_age_s * 1000,
    clockOffByS: event.clock_off_by_s,
  };
}

interface Versioned {
  id: string;
  version: number;
  withheld?: boolean;
}

/** A snapshot decides which rows exist; a row already known in a newer version stays. */
function replaced<Row extends Versioned>(held: ReadonlyMap<string, Row>, rows: Row[]): ReadonlyMap<string, Row> {
  return new Map(rows.map((row) => [row.id, newer(held.get(row.id), row)]));
}

function merged<Row extends Versioned>(
  held: ReadonlyMap<string, Row>,
  rows: Row[],
  gone: string[],
): ReadonlyMap<string, Row> {
  const changed = rows.filter((row) => newer(held.get(row.id), row) === row);
  if (changed.length === 0 && !gone.some((id) => held.has(id))) return held;
  const next = new Map(held);
  for (const row of changed) next.set(row.id, row);
  for (const id of gone) next.delete(id);
  return next;
}

/** A restricted case that was opened takes the place of the same version withheld, never the other way round. */
function newer<Row extends Versioned>(held: Row | undefined, row: Row): Row {
  if (!held || held.version < row.version) return row;
  return held.version === row.version && held.withheld && !row.withheld ? row : held;
}

function moved(held: ReadonlyMap<string, LivePosition>, fixes: LivePosition[], gone: string[]) {
  const next = new Map(held);
  for (const fix of fixes) {
    const last = next.get(fix.vehicle_id);
    if (!last || Date.parse(last.measured_at) <= Date.parse(fix.measured_at)) next.set(fix.vehicle_id, fix);
  }
  for (const id of gone) next.delete(id);
  return next;
}

/** Drop what is finished, except the case somebody is looking at, and looks at what no longer exists. */
function settle(state: State): State {
  const cases = kept(state.cases, (row) => !isFinished(row) || row.id === state.view.caseId);
  const missions = kept(state.missions, (row) => row.closed_at === null || cases.has(row.case_id));
  const calls = kept(state.calls, (row) => !FINISHED_CALLS.has(row.state) || row.call_back === "DUE");
  const { caseId, missionId } = state.view;
  const lost = caseId !== null && !cases.has(caseId);
  const view = lost ? { ...state.view, caseId: null, task: null } : state.view;
  return {
    ...state,
    cases,
    missions,
    calls,
    view: missionId && !missions.has(missionId) ? { ...view, missionId: null } : view,
  };
}

function kept<Row>(rows: ReadonlyMap<string, Row>, keep: (row: Row) => boolean): ReadonlyMap<string, Row> {
  const all = [...rows];
  const some = all.filter(([, row]) => keep(row));
  return some.length === all.length ? rows : new Map(some);
}

function refuse(state: State, refusal: Omit<Refusal, "id" | "atMs">, realMs: number): State {
  const id = 1 + (state.refusals.at(-1)?.id ?? 0);
  return { ...state, refusals: [...state.refusals, { ...refusal, id, atMs: realMs }].slice(-REFUSALS_SHOWN) };
}

function looked(state: State, change: Partial<View>): State {
  const leavesCase = change.caseId !== undefined && change.caseId !== state.view.caseId;
  const view = { ...state.view, ...(leavesCase ? { task: null } : {}), ...change };
  return settle({ ...state, view });
}
