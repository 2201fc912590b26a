import { describe, expect, it } from "vitest";
import { instantOf, wallTime } from "./paris";

describe("wall time", () => {
  it("is the region's, summer and winter", () => {
    expect(wallTime("2026-11-21T07:00:00Z")).toBe("2026-11-21T08:00");
    expect(wallTime("2026-07-01T22:30:00Z")).toBe("2026-07-02T00:30");
  });

  it("gives its instant back, around both changes of the clock too", () => {
    for (const at of [
      "2026-11-21T07:00:00.000Z",
      "2026-03-29T00:59:00.000Z",
      "2026-03-29T01:00:00.000Z",
      "2026-10-24T23:59:00.000Z",
      "2026-10-25T02:00:00.000Z",
    ])
      expect(instantOf(wallTime(at))).toBe(at);
  });
});
