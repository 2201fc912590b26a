import { expect, test } from "vitest";
import { awaitsPilot, decisionsToEngage, orientations } from "./room";
import { aCase, aDecision, aMission, at, NOON } from "./sample";

const ORIENTED = aDecision({ type: "ORIENT", means: "LIBERAL", due_at: at(3600) });

test("a helicopter asked and not answered serves nothing, accepted it serves its decision", () => {
  const row = aCase({ decisions: [aDecision({ means: "SMUR" })], mission_ids: ["mission-1"] });
  const owed = (fields: Partial<ReturnType<typeof aMission>>) => {
    const mission = aMission({ asked: true, ...fields });
    return decisionsToEngage(row, { missions: new Map([[mission.id, mission]]), vehicles: new Map() }).length;
  };
  expect(awaitsPilot(aMission({ asked: true }))).toBe(true);
  expect(owed({})).toBe(1);
  expect(owed({ status: "DECLENCHE", receipt: "ACCEPTED" })).toBe(0);
  expect(owed({ status: "ANNULE", closed_at: NOON, receipt: "REFUSED" })).toBe(1);
});

test("OSNP see what is still to be found, the soonest first", () => {
  const found = { practitioner: "Dr", starts_at: NOON, place: "Caen", found_at: NOON, found_by: "OSNP" };
  const done = { attempts: [], appointment: null, returned_at: null, returned_because: null };
  const row = aCase({
    decisions: [
      ORIENTED,
      { ...ORIENTED, id: "sooner", due_at: at(60) },
      { ...ORIENTED, id: "booked", orientation: { ...done, appointment: found } },
      { ...ORIENTED, id: "returned", orientation: { ...done, returned_at: NOON, returned_because: "WORSE" } },
      { ...ORIENTED, id: "ended", ended_at: NOON, ended_because: "WITHDRAWN" },
      aDecision({ id: "hospital", type: "ORIENT", means: "HOSPIT" }),
    ],
  });
  expect(orientations(row).map((one) => one.id)).toEqual(["sooner", ORIENTED.id]);
});
