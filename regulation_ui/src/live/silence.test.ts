import { expect, it } from "vitest";
import { isAlarming, isDoubtful, positionsSilence } from "./silence";
import { emptyState, type State } from "./state";

const live: State = { ...emptyState("night", "fr"), link: "live", linkSinceMs: 1000, heardAtMs: 30_000, nowMs: 30_400 };

it("counts from when the feed last spoke", () => {
  expect(positionsSilence({ ...live, trackerHeardAtMs: 25_000 })).toEqual({ ms: 5000, never: false });
});

it("says so when part of the fleet was never heard, and counts from the connection", () => {
  expect(positionsSilence(live)).toEqual({ ms: 29_000, never: true });
});

it("knows nothing before the server spoke", () => {
  expect(positionsSilence({ ...live, heardAtMs: null })).toEqual({ ms: 0, never: false });
});

it("doubts the map after five seconds, or when part of the fleet was never heard, and gives notice before ten have passed", () => {
  const silent = (ms: number, never = false) => ({ ms, never });
  expect([5000, 6000].map((ms) => isDoubtful(silent(ms)))).toEqual([false, true]);
  expect(isDoubtful(silent(0, true))).toBe(true);
  expect([8000, 9000].map((ms) => isAlarming(silent(ms)))).toEqual([false, true]);
  expect(isAlarming(silent(0, true))).toBe(false);
});
