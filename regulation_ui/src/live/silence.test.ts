import { expect, it } from "vitest";
import { positionsSilence } from "./silence";
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
