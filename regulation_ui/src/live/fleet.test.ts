import { expect, it } from "vitest";
import { ageMs, answers, isStale, vehicleStatus } from "./fleet";
import { aFix, at, aVehicle, NOON_MS } from "./sample";

it("reads the status from the mission first, then from the crew's word", () => {
  expect(vehicleStatus(aVehicle())).toBe("available");
  expect(vehicleStatus(aVehicle({ availability: "UNAVAILABLE" }))).toBe("unavailable");
  expect(vehicleStatus(aVehicle({ mission_id: "mission-1", mission_status: "TRANSP" }))).toBe("transporting");
  expect(vehicleStatus(aVehicle({ mission_id: "mission-1", mission_status: "ANNULE" }))).toBe("available");
});

it("marks silence after two minutes of domain time", () => {
  const fix = aFix();
  expect(isStale(fix, NOON_MS + 120_000)).toBe(false);
  expect(isStale(fix, NOON_MS + 120_001)).toBe(true);
});

it("never shows a negative age", () => {
  expect(ageMs(aFix({ measured_at: at(3) }), NOON_MS)).toBe(0);
});

it("never sends a transport-only vehicle", () => {
  expect(answers("TSU.AMB", "TSU")).toBe(true);
  expect(answers("TSU.VSL", "TSU")).toBe(false);
  expect(answers("SIS.VSAV", "TSU")).toBe(false);
});
