import { describe, expect, it } from "vitest";
import type { SessionView, TaskView } from "../wire";
import { handover, holderOf, isOverdue, offersTo, orphans, owedTasks } from "./relief";
import { aCall, aCase, at, NOON_MS } from "./sample";

const ME = "account-me";
const OTHER = "account-other";
const CENTRE = aCase().centre_id;
const session = {
  account_id: ME,
  name: "Alix Marchand",
  rights: [{ centre_id: CENTRE, centre: "Caen", role: "ARM" }],
} as unknown as SessionView;

function aTask(fields: Partial<TaskView> = {}): TaskView {
  return {
    id: "task-1",
    kind: "CALL_BACK",
    words: null,
    due_at: at(900),
    role: "ARM",
    owner: "Alix Marchand",
    owner_id: ME,
    offered_to_id: null,
    set_by: "Alix Marchand",
    overdue: false,
    decision_id: null,
    mission_id: null,
    ...fields,
  };
}

describe("tasks", () => {
  it("are mine, or my post's at my centre, soonest due first", () => {
    const cases = [
      aCase({ id: "a", tasks: [aTask({ id: "late", due_at: at(60) }), aTask({ id: "theirs", owner_id: OTHER })] }),
      aCase({ id: "b", tasks: [aTask({ id: "post", due_at: at(10), owner: null, owner_id: null })] }),
      aCase({ id: "c", tasks: [aTask({ id: "doctors", role: "MRU", owner: null, owner_id: null })] }),
      aCase({ id: "d", centre_id: "elsewhere", tasks: [aTask({ id: "away", owner: null, owner_id: null })] }),
      aCase({ id: "e", state: "CLOTURE", tasks: [aTask({ id: "closed" })] }),
    ];
    expect(owedTasks(cases, session).map(({ task }) => task.id)).toEqual(["post", "late"]);
  });

  it("are overdue once told, or once their time has come", () => {
    expect(isOverdue(aTask({ due_at: at(1) }), NOON_MS)).toBe(false);
    expect(isOverdue(aTask({ due_at: at(-1) }), NOON_MS)).toBe(true);
    expect(isOverdue(aTask({ overdue: true }), NOON_MS)).toBe(true);
  });
});

describe("who holds a case", () => {
  it("is whoever took it, else the desk it has not left, else nobody", () => {
    const kept = { kept_by: "Alix Marchand", kept_by_id: ME };
    expect(holderOf(aCase({ ...kept, taken_by: "Dr Roussel", taken_by_id: OTHER }))?.id).toBe(OTHER);
    expect(holderOf(aCase({ ...kept, queue: null }))?.id).toBe(ME);
    expect(holderOf(aCase({ ...kept, queue: "AMU" }))).toBeNull();
    expect(holderOf(aCase({ ...kept, queue: null, attribution: "DRM.MRU.MU" }))).toBeNull();
  });

  it("offers cases and tasks to one successor, gathered by who leaves", () => {
    const taken = { taken_by: "Dr Roussel", taken_by_id: OTHER, offered_to_id: ME };
    const cases = [
      aCase({ id: "a", ...taken }),
      aCase({ id: "b", ...taken, offered_to_id: "somebody" }),
      aCase({ id: "c", tasks: [aTask({ owner: "Dr Roussel", owner_id: OTHER, offered_to_id: ME })] }),
    ];
    const offers = offersTo(cases, ME);
    expect(offers.map((offer) => [offer.leaver, offer.cases.length, offer.tasks.length])).toEqual([
      ["Dr Roussel", 1, 1],
    ]);
  });

  it("left without a successor alarms, the longest first", () => {
    const cases = [aCase({ id: "a", orphaned_at: at(5) }), aCase({ id: "b", orphaned_at: at(1) }), aCase({ id: "c" })];
    expect(orphans(cases).map((row) => row.id)).toEqual(["b", "a"]);
  });
});

describe("the handover page", () => {
  it("tells what is held, waits and is owed", () => {
    const cases = [
      aCase({ id: "held", queue: null, kept_by: "Alix Marchand", kept_by_id: ME }),
      aCase({ id: "waiting", queue: "AMU", priority: "P0" }),
      aCase({ id: "bilan", queue: "BILAN", tasks: [aTask()] }),
      aCase({ id: "closed", state: "CLOTURE" }),
    ];
    const calls = [aCall({ state: "ABANDONED", call_back: "DUE" })];
    const told = handover({ calls, cases, missions: new Map(), vehicles: new Map() }, session);
    expect(told.held.map((row) => row.id)).toEqual(["held"]);
    expect(told.waiting.map((row) => row.id)).toEqual(["waiting"]);
    expect(told.bilans.map((row) => row.id)).toEqual(["bilan"]);
    expect([told.callBacks.length, told.tasks.length, told.missions.length]).toEqual([1, 1, 0]);
  });
});
