import { expect, it } from "vitest";
import type { PastRoom } from "../wire";
import { apply, domainNow } from "./apply";
import { hadHappenedMs, instantOf, playedTo, replayCentres, wallText } from "./past";
import { aCall, aCase, aFix, aMission, aSession, at, aVehicle, NOON_MS } from "./sample";
import { emptyState } from "./state";

const PARIS = "Europe/Paris";

it("reads and writes the region's wall clock, in winter and in summer", () => {
  expect(wallText(Date.parse("2026-11-21T12:00:00Z"), PARIS)).toBe("2026-11-21T13:00:00");
  expect(instantOf("2026-11-21T13:00:00", PARIS)).toBe(Date.parse("2026-11-21T12:00:00Z"));
  expect(instantOf("2026-07-01T14:00", PARIS)).toBe(Date.parse("2026-07-01T12:00:00Z"));
  expect(instantOf("", PARIS)).toBeNull();
});

it("finds each second of the nights on which the clock is changed", () => {
  for (const text of ["2026-03-29T00:59:59Z", "2026-03-29T01:00:00Z", "2026-10-24T23:59:00Z", "2026-10-25T01:30:00Z"]) {
    const ms = Date.parse(text);
    expect(instantOf(wallText(ms, PARIS), PARIS)).toBe(ms);
  }
});

it("goes to a fact told to the microsecond, not to just before it", () => {
  expect(hadHappenedMs("2026-11-21T12:00:00.123456Z")).toBe(Date.parse("2026-11-21T12:00:00.124Z"));
});

it("plays by the pace, at least a step, never past the end", () => {
  expect(playedTo(0, 1000, 60, 3_600_000)).toBe(60_000);
  expect(playedTo(0, 10, 4, 3_600_000)).toBe(4000);
  expect(playedTo(0, 4000, 2, 3_600_000)).toBe(8000);
  expect(playedTo(3_590_000, 1000, 60, 3_600_000)).toBe(3_600_000);
});

it("offers the centres where the right is held, each once", () => {
  const session = aSession({
    rights: [
      { centre_id: "b", centre: "Rouen", role: "SUPERVISOR" },
      { centre_id: "a", centre: "Caen", role: "MRU" },
      { centre_id: "a", centre: "Caen", role: "SUPERVISOR" },
      { centre_id: "c", centre: "Évreux", role: "ARM" },
    ],
  });
  expect(replayCentres(session).map((centre) => centre.name)).toEqual(["Caen", "Rouen"]);
});

it("shows a past room whole: what was known before is gone, newer versions too, and the clock stands", () => {
  const room: PastRoom = {
    at: at(0),
    centre_id: "centre",
    calls: [aCall()],
    cases: [aCase({ version: 1 })],
    missions: [aMission()],
    positions: [aFix()],
    vehicles: [aVehicle()],
    facts: [],
    next_at: null,
  };
  const before = apply(
    emptyState("day", "fr"),
    { type: "past_room", room: { ...room, cases: [aCase({ version: 9 })] } },
    0,
  );
  const shown = apply(before, { type: "past_room", room }, 100);
  expect(shown.cases.get("case-1")?.version).toBe(1);
  expect([shown.calls.size, shown.missions.size, shown.vehicles.size, shown.positions.size]).toEqual([1, 1, 1, 1]);
  expect(domainNow(apply(shown, { type: "tick" }, 60_000))).toBe(NOON_MS);
});
