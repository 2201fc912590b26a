import { expect, it } from "vitest";
import { ProblemError } from "../api/http";
import { fr } from "../i18n/fr";
import { refusalOf } from "./act";
import { aCase } from "./sample";
import { emptyState } from "./state";

const empty = emptyState("night", "fr");

it("shows what changed when an edit came too late", () => {
  const before = { ...empty, cases: new Map([["case-1", aCase({ priority: "P2" })]]) };
  const error = new ProblemError(409, "Changed by someone else", "", aCase({ version: 2, priority: "P1" }));
  expect(refusalOf(error, before, fr).changes).toEqual([{ field: "priority", before: "P2", after: "P1" }]);
});

it("names the next best vehicle when another took the first", () => {
  const error = new ProblemError(409, "Vehicle already on a mission", "", { call_sign: "TSU 14-02", arrival_s: 300 });
  expect(refusalOf(error, empty, fr).detail).toBe("Suivant conseillé : TSU 14-02");
});

it("tells the path of a fault, and never claims that a silent server did anything", () => {
  const wrong = new ProblemError(422, "Invalid", "too long", undefined, "$.note");
  expect(refusalOf(wrong, empty, fr).detail).toBe("too long · $.note");
  expect(refusalOf(new ProblemError(0, "unreachable", ""), empty, fr).title).toBe(fr.refusal.unreachable);
});
