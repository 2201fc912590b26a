import { expect, it } from "vitest";
import { clockSpan, distance, roughSpan, timeOfDay } from "./age";

it("counts waits by the second, then by the minute", () => {
  expect([7_400, 760_000, 3_900_000, -5].map(clockSpan)).toEqual(["0:07", "12:40", "1 h 05", "0:00"]);
});

it("gives ages in their largest useful unit", () => {
  expect([12_000, 725_000, 7_200_000, 200_000_000].map((ms) => roughSpan(ms, "j"))).toEqual([
    "12 s",
    "12 min",
    "2 h",
    "2 j",
  ]);
  expect(roughSpan(200_000_000, "d")).toBe("2 d");
});

it("gives distances as they are said", () => {
  expect(distance(854, "fr-FR")).toBe("850 m");
  expect(distance(4_240, "fr-FR")).toBe("4,2 km");
  expect(distance(38_400, "fr-FR")).toBe("38 km");
});

it("tells the hour of the region, also on the night clocks change", () => {
  expect(timeOfDay(Date.parse("2026-10-25T00:30:00Z"), "Europe/Paris")).toBe("02:30");
  expect(timeOfDay(Date.parse("2026-10-25T01:30:00Z"), "Europe/Paris")).toBe("02:30");
});
