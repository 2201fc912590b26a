import { expect, it } from "vitest";
import type { Palette } from "./palette";
import { ROADS, roadLayers } from "./roads";

const classes = Object.values(ROADS);

it("draws a more important road earlier, and never narrower", () => {
  classes.forEach((road, index) => {
    const lesser = classes[index - 1];
    if (!lesser) return;
    expect(road.from).toBeLessThanOrEqual(lesser.from);
    for (const zoom of [6, 9, 12, 16] as const) expect(road.widths[zoom]).toBeGreaterThan(lesser.widths[zoom]);
  });
});

it("draws roads wider the closer one looks", () => {
  for (const { widths } of classes) {
    const shown = [widths[6], widths[9], widths[12], widths[16]];
    expect(shown).toEqual(shown.toSorted((a, b) => a - b));
  }
});

it("puts every edge under every road", () => {
  const palette = new Proxy({}, { get: (_, name) => String(name) }) as Palette;
  expect(roadLayers("roads", palette).map((layer) => layer.id)).toEqual(["road-edges", "roads"]);
});
