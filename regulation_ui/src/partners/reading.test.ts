import { describe, expect, it } from "vitest";
import { aSession } from "../live/sample";
import type { Arrival, Role, SessionView } from "../wire";
import { awaitsAnswer, inOrderOfArrival, mayRefuse, pagesOf, pressable, withoutTime } from "./reading";

const as = (role: Role): SessionView => aSession({ rights: [{ centre_id: "centre-1", centre: "Caen", role }] });

describe("pages outside the room", () => {
  it("opens to each role its own page, and none to the room", () => {
    expect(pagesOf(as("COMPANY"))).toEqual(["company"]);
    expect(pagesOf(as("COORDINATOR"))).toEqual(["coordination"]);
    expect(pagesOf(as("CREW"))).toEqual(["crew"]);
    expect(pagesOf(as("EMERGENCY_DEPARTMENT"))).toEqual(["emergency"]);
    expect(pagesOf(as("MRU"))).toEqual([]);
    expect(pagesOf(as("ADMINISTRATOR"))).toEqual([]);
  });
});

describe("statuses of a crew", () => {
  it("offers the usual one first, and never what only the room gives", () => {
    expect(pressable("DECISION")[0]).toBe("DEPART");
    expect(pressable("DECISION")).not.toContain("ANNULE");
    expect(pressable("DECISION")).not.toContain("DECLENCHE");
    expect(pressable("TRANSP")).toEqual(["DESTIN", "FINPEC", "ETAPE1"]);
    expect(pressable("REN-BASE")).toEqual([]);
  });
});

describe("orders", () => {
  it("wait until they are taken or refused, not when they were only received", () => {
    expect(awaitsAnswer({ receipt: "READ", order_version: 1, closed_at: null })).toBe(true);
    expect(awaitsAnswer({ receipt: "ACCEPTED", order_version: 1, closed_at: null })).toBe(false);
    expect(awaitsAnswer({ receipt: null, order_version: 0, closed_at: null })).toBe(false);
    expect(awaitsAnswer({ receipt: null, order_version: 2, closed_at: "2026-11-21T12:00:00Z" })).toBe(false);
  });
  it("are refused until the crew leaves", () => {
    expect(mayRefuse("DECLENCHE")).toBe(true);
    expect(mayRefuse("DEPART")).toBe(false);
  });
});

describe("arrivals", () => {
  it("come in the order of their time, then of their announcement", () => {
    const arrival = (mission_id: string, arrives_at: string | null, announced_at: string): Arrival => ({
      mission_id,
      call_sign: mission_id,
      status: "TRANSP",
      motive: null,
      patients: [],
      arrives_at,
      method: null,
      care_level: null,
      announced_at,
      seen_at: null,
      see_by: null,
    });
    const rows = [
      arrival("later", "2026-11-21T12:30:00Z", "2026-11-21T12:00:00Z"),
      arrival("second", null, "2026-11-21T12:02:00Z"),
      arrival("first", null, "2026-11-21T12:01:00Z"),
      arrival("sooner", "2026-11-21T12:10:00Z", "2026-11-21T12:09:00Z"),
    ];
    expect(inOrderOfArrival(rows).map((row) => row.mission_id)).toEqual(["sooner", "later", "first", "second"]);
  });

  it("says why an arrival has no time", () => {
    expect(withoutTime("ORIENTAT")).toBe("not_yet");
    expect(withoutTime("TRANSP2")).toBe("unheard");
    expect(withoutTime("DESTIN")).toBe("here");
  });
});
