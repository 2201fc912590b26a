import { describe, expect, it } from "vitest";
import type { SessionView, TaskView } from "../wire";
import { aCase, at, NOON_MS } from "./sample";
import { lateSignatures, toSign } from "./signatures";

const CENTRE = aCase().centre_id;
const doctor = {
  account_id: "doctor",
  rights: [{ centre_id: CENTRE, centre: "Caen", role: "MRL" }],
} as unknown as SessionView;
const arm = {
  account_id: "arm",
  rights: [{ centre_id: CENTRE, centre: "Caen", role: "ARM" }],
} as unknown as SessionView;

function owed(id: string, fields: Partial<TaskView> = {}): TaskView {
  return {
    id,
    kind: "COUNTERSIGN",
    words: null,
    due_at: at(120),
    role: "MRU",
    owner: "Dr Hugo Lemoine",
    owner_id: "doctor",
    offered_to_id: null,
    set_by: "Alix Marchand",
    overdue: false,
    decision_id: null,
    mission_id: "mission-1",
    ...fields,
  };
}

describe("signatures", () => {
  it("are the doctor's own, and those a doctor who left owed at the centre, soonest due first", () => {
    const cases = [
      aCase({
        id: "a",
        tasks: [
          owed("mine"),
          owed("theirs", { owner_id: "other" }),
          owed("left", { owner_id: null, owner: null, due_at: at(30) }),
          owed("call", { kind: "CALL_BACK" }),
        ],
      }),
      aCase({ id: "b", centre_id: "elsewhere", tasks: [owed("far", { owner_id: null, owner: null })] }),
    ];
    expect(toSign(cases, doctor).map(({ task }) => task.id)).toEqual(["left", "mine"]);
    expect(toSign(cases, arm)).toEqual([]);
  });

  it("alarm once their time is over, whoever owes them", () => {
    const cases = [aCase({ tasks: [owed("soon"), owed("told", { overdue: true, owner_id: "other" })] })];
    expect(lateSignatures(cases, NOON_MS).map(({ task }) => task.id)).toEqual(["told"]);
    expect(lateSignatures(cases, NOON_MS + 121_000)).toHaveLength(2);
  });
});
