import { expect, it } from "vitest";
import { type Drawn, diffOf, isEmpty, touches } from "./diff";

const mark = (lon: number, fields: Drawn["properties"] = {}): Drawn => ({ lon, lat: 49, properties: fields });
const caen = { west: -1, south: 48, east: 0, north: 50 };

it("tells only what changed", () => {
  const drawn = new Map([
    ["still", mark(-0.5, { image: "a" })],
    ["moves", mark(-0.4)],
    ["turns", mark(-0.3, { image: "a", label: "x" })],
    ["leaves", mark(-0.2)],
  ]);
  const wanted = new Map([
    ["still", mark(-0.5, { image: "a" })],
    ["moves", mark(-0.41)],
    ["turns", mark(-0.3, { image: "b", label: "x" })],
    ["comes", mark(-0.1)],
  ]);
  const diff = diffOf(drawn, wanted);
  expect(diff.remove).toEqual(["leaves"]);
  expect(diff.add.map((feature) => feature.id)).toEqual(["comes"]);
  expect(diff.update).toEqual([
    { id: "moves", newGeometry: { type: "Point", coordinates: [-0.41, 49] }, addOrUpdateProperties: [] },
    { id: "turns", addOrUpdateProperties: [{ key: "image", value: "b" }] },
  ]);
  expect(isEmpty(diffOf(wanted, wanted))).toBe(true);
});

it("asks for a redraw only when something in view changed, where it was or where it is", () => {
  const far = new Map([["far", mark(1)]]);
  const further = new Map([["far", mark(1.1)]]);
  const inView = new Map([["far", mark(-0.5)]]);
  expect(touches(diffOf(far, further), far, further, caen)).toBe(false);
  expect(touches(diffOf(far, inView), far, inView, caen)).toBe(true);
  expect(touches(diffOf(inView, far), inView, far, caen)).toBe(true);
  expect(touches(diffOf(inView, new Map()), inView, new Map(), caen)).toBe(true);
});
