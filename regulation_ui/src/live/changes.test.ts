import { expect, it } from "vitest";
import { changesOf } from "./changes";
import { aCase } from "./sample";

it("tells the fields somebody else changed, and only those", () => {
  const seen = aCase({ version: 3, priority: "P2" });
  const now = aCase({ version: 4, priority: "P1", taken_by: "Dr Inès Blanchet" });
  expect(changesOf(seen, now)).toEqual([
    { field: "priority", before: "P2", after: "P1" },
    { field: "taken_by", before: "", after: "Dr Inès Blanchet" },
  ]);
});
