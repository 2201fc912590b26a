import { expect, it } from "vitest";
import { en } from "./en";
import { fr } from "./fr";

/** Every leaf of a language, by its path. The type already forces completeness; this looks at what is written. */
function leaves(value: unknown, path = ""): [string, unknown][] {
  if (typeof value !== "object" || value === null) return [[path, value]];
  return Object.entries(value).flatMap(([key, part]) => leaves(part, `${path}.${key}`));
}

it("has a word everywhere, in both languages", () => {
  for (const language of [fr, en])
    for (const [path, word] of leaves(language)) if (typeof word === "string") expect(word, path).not.toBe("");
});

it("names the same facts in both languages", () => {
  expect(Object.keys(en.log_kinds).sort()).toEqual(Object.keys(fr.log_kinds).sort());
});

it("is French first: French spaces and quotes are kept", () => {
  expect(fr.vehicle.stale("12 min")).toBe("Position ancienne (12 min)");
  expect(fr.bar.vehicles(1)).toBe("1 véhicule");
  expect(fr.bar.vehicles(107)).toBe("107 véhicules");
});
