import { expect, it } from "vitest";
import { bestMatches, matchRank } from "./letters";

it("finds by first letters whatever the accents", () => {
  expect(matchRank("Évreux", "evr")).toBe(0);
  expect(matchRank("Douleur thoracique", "tho")).toBe(1);
  expect(matchRank("Douleur thoracique", "dou thor")).toBe(1);
  expect(matchRank("Sœur blessée", "soeur")).toBe(0);
  expect(matchRank("Caen", "aen")).toBeNull();
});

it("puts names that start with the letters first", () => {
  const names = ["Malaise du cœur", "Cœur", "Brûlure"];
  expect(bestMatches(names, (name) => name, "coe")).toEqual(["Cœur", "Malaise du cœur"]);
  expect(bestMatches(names, (name) => name, "", 2)).toHaveLength(2);
});
