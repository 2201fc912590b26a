import { describe, expect, it } from "vitest";
import type { MissionView } from "../wire";
import {
  byPriorityThenTime,
  decisionsToEngage,
  followUp,
  may,
  missionAlarm,
  nextStatuses,
  ownCalls,
  queueOf,
  ringing,
  type Sent,
  toCallBack,
  unownedP0,
} from "./room";
import { aCall, aCase, aDecision, aMission, aSession, at, aVehicle, NOON_MS } from "./sample";

it("orders ringing calls by line, then by time", () => {
  const calls = [
    aCall({ id: "late-15", rang_at: at(9) }),
    aCall({ id: "crew", line: "CREW", rang_at: at(0) }),
    aCall({ id: "early-15", rang_at: at(3) }),
    aCall({ id: "spoken", state: "ANSWERED" }),
    aCall({ id: "112", line: "112", rang_at: at(1) }),
  ];
  expect(ringing(calls).map((call) => call.id)).toEqual(["early-15", "late-15", "112", "crew"]);
});

it("orders callers to call back by when they rang, and forgets who has been", () => {
  const due = { state: "ABANDONED", call_back: "DUE" } as const;
  const calls = [
    aCall({ id: "late", rang_at: at(9), ...due }),
    aCall({ id: "early", rang_at: at(3), ...due, number: null }),
    aCall({ id: "reached", state: "ANSWERED", call_back: "REACHED" }),
    aCall({ id: "rings" }),
  ];
  expect(toCallBack(calls).map((call) => call.id)).toEqual(["early", "late"]);
});

it("gives one's own calls, the one spoken to first", () => {
  const session = aSession();
  const mine = { answered_by: session.name };
  const calls = [
    aCall({ id: "held", state: "HELD", ...mine }),
    aCall({ id: "spoken", state: "ANSWERED", rang_at: at(60), ...mine }),
    aCall({ id: "other", state: "ANSWERED", answered_by: "Noé Lefèvre" }),
  ];
  expect(ownCalls(calls, session).map((call) => call.id)).toEqual(["spoken", "held"]);
});

it("orders cases by priority, then by the time they entered their queue", () => {
  const cases = [
    aCase({ id: "p2", priority: "P2", queued_at: at(0) }),
    aCase({ id: "nr", priority: "NR" }),
    aCase({ id: "p1-late", priority: "P1", opened_at: at(0), queued_at: at(50) }),
    aCase({ id: "p1-early", priority: "P1", opened_at: at(40), queued_at: null }),
  ];
  expect(cases.sort(byPriorityThenTime).map((row) => row.id)).toEqual(["p1-early", "p1-late", "p2", "nr"]);
});

describe("what is to engage", () => {
  const decisions = [
    aDecision({ id: "tsu" }),
    aDecision({ id: "smur", means: "SMUR" }),
    aDecision({ id: "advice", type: "CONSEIL", means: null }),
    aDecision({ id: "old", ended_at: at(1) }),
  ];
  const row = aCase({ decisions, mission_ids: ["m1", "m2"] });
  const sent = (...missions: MissionView[]): Sent => ({
    missions: new Map(missions.map((mission) => [mission.id, mission])),
    vehicles: new Map([["vlm", aVehicle({ id: "vlm", type: "SMUR.VLM" })]]),
  });
  const owed = (...missions: MissionView[]) => decisionsToEngage(row, sent(...missions)).map((one) => one.id);

  it("is an intervention in force that no running mission quotes", () => {
    const missions = [aMission({ id: "m1", decision_id: "tsu" }), aMission({ id: "m2", status: "ANNULE" })];
    expect(owed(...missions)).toEqual(["smur"]);
    expect(queueOf("TO_ENGAGE", [row, aCase({ id: "none" })], sent(...missions))).toEqual([row]);
  });

  it("is not owed again when the mission that served it has ended", () => {
    const ended = aMission({ id: "m1", decision_id: "tsu", status: "FINPEC", closed_at: at(9) });
    expect(owed(ended, aMission({ id: "m2", decision_id: null, vehicle_id: "other" }))).toEqual(["smur"]);
  });

  it("is not said while a mission of the case is not known: it may be the one that serves", () => {
    expect(owed()).toEqual([]);
    expect(owed(aMission({ id: "m1", decision_id: "smur" }))).toEqual([]);
    expect(queueOf("TO_ENGAGE", [row], sent())).toEqual([]);
  });

  it("is owed when nobody was ever sent", () => {
    expect(decisionsToEngage({ ...row, mission_ids: [] }, sent()).map((one) => one.id)).toEqual(["tsu", "smur"]);
  });

  it("is owed again when the mission was stood down", () => {
    const stoodDown = aMission({ id: "m1", decision_id: "tsu", status: "ANNULE" });
    expect(owed(stoodDown, aMission({ id: "m2", decision_id: "smur" }))).toEqual(["tsu"]);
  });

  it("is served by the vehicle that left by reflex, when the doctor then decides it", () => {
    const reflex = aMission({ id: "m1", ground: "REFLEXE", decision_id: null, vehicle_id: "vlm" });
    expect(owed(reflex, aMission({ id: "m2", status: "ANNULE" }))).toEqual(["tsu"]);
  });
});

it("raises P0 cases that no doctor holds nor decided", () => {
  const cases = [
    aCase({ id: "alone", priority: "P0" }),
    aCase({ id: "taken", priority: "P0", taken_by: "Dr Hugo Lemoine" }),
    aCase({ id: "decided", priority: "P0", decisions: [aDecision()] }),
    aCase({ id: "p1", priority: "P1" }),
  ];
  expect(unownedP0(cases).map((row) => row.id)).toEqual(["alone"]);
});

describe("missions to look at", () => {
  const later = (seconds: number) => NOON_MS + seconds * 1000;

  it("an order not received is an alarm after a minute, not before", () => {
    expect(missionAlarm(aMission(), later(59))).toBeNull();
    expect(missionAlarm(aMission(), later(61))).toBe("NOT_RECEIVED");
  });

  it("an order received but not accepted is one after two", () => {
    const mission = aMission({ receipt: "READ" });
    expect(missionAlarm(mission, later(119))).toBeNull();
    expect(missionAlarm(mission, later(121))).toBe("NOT_ACCEPTED");
  });

  it("a vehicle that moves has its order", () => {
    expect(missionAlarm(aMission({ status: "DEPART" }), later(600))).toBeNull();
  });

  it("a refusal and a proposed cancellation are alarms at once; an ended mission never is", () => {
    expect(missionAlarm(aMission({ receipt: "REFUSED" }), later(0))).toBe("REFUSED");
    expect(missionAlarm(aMission({ cancel_proposed: true }), later(0))).toBe("CANCEL_PROPOSED");
    expect(missionAlarm(aMission({ receipt: "REFUSED", closed_at: at(1) }), later(0))).toBeNull();
  });

  it("come first, then the oldest status", () => {
    const missions = [
      aMission({ id: "recent", status: "ARRIVEE", status_at: at(50) }),
      aMission({ id: "old", status: "ARRIVEE", status_at: at(10) }),
      aMission({ id: "refused", receipt: "REFUSED", status_at: at(55) }),
      aMission({ id: "ended", closed_at: at(5) }),
    ];
    expect(followUp(missions, later(60)).map((mission) => mission.id)).toEqual(["refused", "old", "recent"]);
  });
});

it("offers the statuses the server allows, standing down apart", () => {
  expect(nextStatuses(aMission({ status: "DECLENCHE" }))).toEqual(["DEPART", "ARRIVEE", "PEC"]);
  expect(nextStatuses(aMission({ status: "REN-BASE" }))).toEqual([]);
});

it("offers what the server's rights allow: an ARM never decides, a doctor never answers", () => {
  const arm = aSession();
  const doctor = aSession({ rights: [{ centre_id: "c", centre: "Caen", role: "MRU", held_at: null }] });
  const both = aSession({ rights: [...arm.rights, ...doctor.rights] });
  expect([arm, doctor, both].map((session) => may(session, "decision.decide"))).toEqual([false, true, true]);
  expect([arm, doctor, both].map((session) => may(session, "call.answer"))).toEqual([true, false, true]);
});
