import { describe, expect, it } from "vitest";
import frames from "../../../tests/kit/wire/live_frames.json";
import type { LiveEvent } from "../wire";
import { apply, domainNow, type ScreenEvent } from "./apply";
import { aCall, aCase, aFix, aMission, at, aVehicle, NOON, NOON_MS } from "./sample";
import { emptyState, type State } from "./state";

const stateAfter = (...events: ScreenEvent[]): State =>
  events.reduce((state, event, index) => apply(state, event, index * 100), emptyState("night", "fr"));

const room = (fields: Partial<Extract<LiveEvent, { type: "room" }>>): LiveEvent => ({
  type: "room",
  n: 2,
  transfers: [],
  help_requests: [],
  calls: [],
  cases: [],
  missions: [],
  vehicles: [],
  gone: [],
  ...fields,
});

describe("rows", () => {
  it("applies a row only if its version is newer", () => {
    const state = stateAfter(
      room({ cases: [aCase({ version: 3, priority: "P1" })] }),
      room({ cases: [aCase({ version: 2, priority: "P3" })] }),
    );
    expect(state.cases.get("case-1")?.priority).toBe("P1");
  });

  it("shows a restricted case once it is opened, and hides it again when it changes until it is read again", () => {
    const withheld = (version: number) => room({ cases: [aCase({ version, withheld: true })] });
    const opened: ScreenEvent = { type: "case_file", file: { case: aCase({ version: 3, motive: "Chute" }), log: [] } };
    expect(stateAfter(withheld(3), opened).cases.get("case-1")?.motive).toBe("Chute");
    expect(stateAfter(withheld(3), opened, withheld(3)).cases.get("case-1")?.withheld).toBe(false);
    expect(stateAfter(withheld(3), opened, withheld(4)).cases.get("case-1")?.withheld).toBe(true);
  });

  it("shows an earlier case in the room once it is opened, finished as it is", () => {
    const file = { case: aCase({ state: "CLOTURE", closed_at: NOON }), log: [] };
    const state = stateAfter({ type: "view", view: { page: "patients" } }, { type: "case_opened", file });
    expect([state.view.page, state.view.caseId, state.cases.has("case-1")]).toEqual(["room", "case-1", true]);
    expect(stateAfter({ type: "case_file", file }).cases.has("case-1")).toBe(false);
  });

  it("keeps a row known in a newer version when an older snapshot comes, and drops what the snapshot lacks", () => {
    const state = stateAfter(room({ cases: [aCase({ version: 5, priority: "P0" }), aCase({ id: "case-2" })] }), {
      type: "room_snapshot",
      n: 1,
      transfers: [],
      help_requests: [],
      calls: [],
      cases: [aCase({ version: 4 })],
      missions: [],
      vehicles: [],
    });
    expect([...state.cases.keys()]).toEqual(["case-1"]);
    expect(state.cases.get("case-1")?.priority).toBe("P0");
  });

  it("forgets what is gone", () => {
    const state = stateAfter(room({ vehicles: [aVehicle()] }), room({ gone: ["vehicle-1"] }));
    expect(state.vehicles.size).toBe(0);
  });

  it("keeps an abandoned call until its caller has been called back", () => {
    const abandoned = aCall({ version: 2, state: "ABANDONED", call_back: "DUE" });
    const waiting = stateAfter(room({ calls: [aCall()] }), room({ calls: [abandoned] }));
    expect([...waiting.calls.keys()]).toEqual(["call-1"]);
    const filed = room({ calls: [{ ...abandoned, version: 3, call_back: "FILED" }] });
    expect(apply(waiting, filed, 0).calls.size).toBe(0);
  });

  it("drops finished calls and cases, but not the case looked at", () => {
    const view: ScreenEvent = { type: "view", view: { caseId: "case-1" } };
    const closed = room({
      calls: [aCall({ version: 2, state: "ENDED" })],
      cases: [aCase({ version: 2, state: "CLASSE" }), aCase({ id: "case-2", version: 2, state: "CLOTURE" })],
    });
    const open = room({ calls: [aCall()], cases: [aCase(), aCase({ id: "case-2" })] });
    const looking = stateAfter(open, view, closed);
    expect(looking.calls.size).toBe(0);
    expect([...looking.cases.keys()]).toEqual(["case-1"]);
    expect(apply(looking, { type: "view", view: { caseId: null } }, 0).cases.size).toBe(0);
  });

  it("keeps the missions ended for a patient as long as their case", () => {
    const ended = room({ cases: [aCase()], missions: [aMission({ closed_at: NOON })] });
    expect(stateAfter(ended).missions.size).toBe(1);
    expect(stateAfter(ended, room({ gone: ["case-1"] })).missions.size).toBe(0);
  });

  it("leaves the case looked at when it is gone, with its task", () => {
    const state = stateAfter(
      room({ cases: [aCase()] }),
      { type: "view", view: { caseId: "case-1", task: { kind: "decide" } } },
      room({ gone: ["case-1"] }),
    );
    expect(state.view.caseId).toBeNull();
    expect(state.view.task).toBeNull();
  });

  it("gives up a task when another case is looked at", () => {
    const state = stateAfter(
      room({ cases: [aCase(), aCase({ id: "case-2" })] }),
      { type: "view", view: { caseId: "case-1", task: { kind: "decide" } } },
      { type: "view", view: { caseId: "case-2" } },
    );
    expect(state.view.task).toBeNull();
  });
});

describe("positions", () => {
  it("never moves a vehicle back in time", () => {
    const state = stateAfter(
      { type: "positions_snapshot", n: 1, positions: [aFix({ measured_at: at(10), lon_deg: 1 })] },
      { type: "positions", n: 2, moved: [aFix({ measured_at: at(5), lon_deg: 2 })], gone: [] },
    );
    expect(state.positions.get("vehicle-1")?.lon_deg).toBe(1);
  });

  it("replaces every position by a snapshot's", () => {
    const state = stateAfter(
      { type: "positions", n: 1, moved: [aFix({ vehicle_id: "vehicle-9" })], gone: [] },
      { type: "positions_snapshot", n: 2, positions: [aFix()] },
    );
    expect([...state.positions.keys()]).toEqual(["vehicle-1"]);
  });
});

describe("time", () => {
  it("runs domain time at the rate told", () => {
    const welcome: LiveEvent = {
      type: "welcome",
      server_at: NOON,
      domain_at: NOON,
      domain_rate: 5,
      heartbeat_s: 2,
    };
    const state = apply(apply(emptyState("day", "fr"), welcome, 1000), { type: "tick" }, 3000);
    expect(domainNow(state)).toBe(NOON_MS + 10_000);
  });

  it("deduces when the tracker last spoke", () => {
    const beat: LiveEvent = {
      type: "heartbeat",
      n: 1,
      server_at: NOON,
      domain_at: NOON,
      domain_rate: 1,
      tracker_age_s: 1.5,
      clock_off_by_s: -31.5,
    };
    const state = apply(emptyState("day", "fr"), beat, 10_000);
    expect(state.trackerHeardAtMs).toBe(8_500);
    expect(state.clockOffByS).toBe(-31.5);
    expect(apply(state, { ...beat, clock_off_by_s: null }, 12_000).clockOffByS).toBeNull();
  });

  it("shows a refusal for a while, three at most", () => {
    const refused: ScreenEvent = { type: "refused", refusal: { title: "Conflict", detail: "", changes: [] } };
    const state = stateAfter(refused, refused, refused, refused);
    expect(state.refusals.map((refusal) => refusal.id)).toEqual([2, 3, 4]);
    expect(apply(state, { type: "tick" }, 20_000).refusals).toEqual([]);
  });
});

it("forgets everything of the room when the session ends", () => {
  const state = stateAfter(room({ cases: [aCase()], calls: [aCall()] }), { type: "session", session: null });
  expect(state.session).toBeNull();
  expect(state.cases.size + state.calls.size).toBe(0);
});

it("applies the frames the server's tests decode: old snapshot and events give the new snapshot", () => {
  const events = frames as LiveEvent[];
  const [last] = events.filter((event) => event.type === "room_snapshot").slice(-1);
  const state = stateAfter(...events.filter((event) => event !== last));
  expect(last).toBeDefined();
  if (last?.type !== "room_snapshot") return;
  expect([...state.calls.values()]).toEqual(last.calls);
  expect([...state.cases.values()]).toEqual(last.cases);
  expect([...state.vehicles.values()]).toEqual(last.vehicles);
});
