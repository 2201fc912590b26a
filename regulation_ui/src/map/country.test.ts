import { expect, it } from "vitest";
import { aFix } from "../live/sample";
import { emptyState, type State } from "../live/state";
import { credits, due } from "./country";
import { NAMED_TOWNS } from "./country_layers";

const layer = (name: string, attribution = "") => ({ name, attribution, synthetic: false });
const empty = emptyState("day", "fr");
const drawn: State = {
  ...empty,
  link: "live",
  linkSinceMs: 1000,
  nowMs: 1500,
  positions: new Map([["vehicle-1", aFix()]]),
  directory: { ...empty.directory, geo: ["communes", "coast", "departments", "roads"].map((name) => layer(name)) },
};

it("asks for what the server offers, land first, communes only close by", () => {
  expect(due(drawn, 7)).toEqual(["departments", "coast", "roads"]);
  expect(due(drawn, 9)).toEqual(["departments", "coast", "roads", "communes"]);
  expect(due({ ...drawn, directory: empty.directory }, 9)).toEqual([]);
});

it("lets vehicles be drawn first, without waiting for a silent fleet for ever", () => {
  const waiting = { ...drawn, positions: new Map() };
  expect(due(waiting, 7)).toEqual([]);
  expect(due({ ...waiting, nowMs: 5000 }, 7)).not.toEqual([]);
  expect(due({ ...drawn, link: "lost" }, 7)).toEqual([]);
});

it("names each source of data once, and nobody for what is invented", () => {
  expect(credits([{ name: "roads", attribution: "made of communes", synthetic: true }])).toEqual([]);
  expect(credits([layer("coast", "IGN"), layer("towns", "IGN"), layer("roads"), layer("other", "OSM")])).toEqual([
    "IGN",
    "OSM",
  ]);
});

it("names more towns the closer one looks", () => {
  const [zooms, towns] = [NAMED_TOWNS.map(([zoom]) => zoom), NAMED_TOWNS.map(([, count]) => count)];
  expect(zooms).toEqual(zooms.toSorted((a, b) => a - b));
  expect(towns).toEqual(towns.toSorted((a, b) => a - b));
  expect(towns[0]).toBe(3);
});
