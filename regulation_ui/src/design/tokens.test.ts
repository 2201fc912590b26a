/** The contrast figures of docs/screen-design.md, kept true: WCAG AA on the real tokens, by day and by night. */
import { readFileSync } from "node:fs";
import { describe, expect, it } from "vitest";

const css = readFileSync(new URL("./tokens.css", import.meta.url), "utf8");

function tokens(selector: string): Record<string, string> {
  const start = css.indexOf(`${selector} {`);
  const body = css.slice(start, css.indexOf("}", start));
  return Object.fromEntries(
    [...body.matchAll(/--([\w-]+):\s*(#[0-9a-f]{6})/g)].map(([, name, value]) => [name, value]),
  );
}

function luminance(hex: string): number {
  const channels = [1, 3, 5].map((start) => Number.parseInt(hex.slice(start, start + 2), 16) / 255);
  const [r = 0, g = 0, b = 0] = channels.map((c) => (c <= 0.04045 ? c / 12.92 : ((c + 0.055) / 1.055) ** 2.4));
  return 0.2126 * r + 0.7152 * g + 0.0722 * b;
}

function contrast(a: string, b: string): number {
  const [high = 0, low = 0] = [luminance(a), luminance(b)].sort((x, y) => y - x);
  return (high + 0.05) / (low + 0.05);
}

const TEXT = 4.5;
const SHAPE = 3;
const STATUSES = ["available", "engaged", "on-scene", "transporting", "at-destination", "returning", "unavailable"];

const GROUNDS = ["map-sea", "map-shore", "map-beyond", "map-land", "map-built"];

const PAIRS: [ink: string, ground: string, least: number][] = [
  ...["ink", "ink-2", "ink-3", "accent", "good", "warn", "bad"].map((ink): [string, string, number] => [
    ink,
    "panel",
    TEXT,
  ]),
  ...["ink", "ink-2", "ink-3"].map((ink): [string, string, number] => [ink, "raised", TEXT]),
  ["ink-3", "field", TEXT],
  ["accent-ink", "accent", TEXT],
  ["ink", "accent-soft", TEXT],
  ["warn", "warn-soft", TEXT],
  ["bad", "bad-soft", TEXT],
  ["focus", "panel", SHAPE],
  ...GROUNDS.map((ground): [string, string, number] => ["map-label", ground, TEXT]),
  ...["map-label-2", "map-facility", "warn"].map((ink): [string, string, number] => [ink, "map-land", TEXT]),
  ["map-label-2", "map-built", TEXT],
  ...GROUNDS.flatMap((ground) => STATUSES.map((status): [string, string, number] => [status, ground, SHAPE])),
  ...STATUSES.map((status): [string, string, number] => ["mark-ink", status, SHAPE]),
  ...["p0", "p1", "p2", "p3", "nr"].map((p): [string, string, number] => [`${p}-ink`, p, TEXT]),
];

describe.each(["day", "night"])("by %s", (theme) => {
  const palette = { ...tokens(":root"), ...tokens(`[data-theme="${theme}"]`) };
  it("keeps roads and borders quieter than every vehicle", () => {
    const loudest = Math.max(
      ...["map-motorway", "map-road", "map-border", "map-coast"].map((name) =>
        contrast(palette[name] ?? "", palette["map-land"] ?? ""),
      ),
    );
    const quietest = Math.min(...STATUSES.map((status) => contrast(palette[status] ?? "", palette["map-land"] ?? "")));
    expect(loudest).toBeLessThan(quietest / 1.3);
  });
  it.each(PAIRS)("%s on %s reaches %f", (ink, ground, least) => {
    expect(contrast(palette[ink] ?? "", palette[ground] ?? "")).toBeGreaterThanOrEqual(least);
  });
});
