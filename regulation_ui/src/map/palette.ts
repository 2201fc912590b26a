/** The design tokens as the map needs them: colours read from tokens.css, so that there is one source. */

const NAMES = [
  "map-ground",
  "map-land",
  "map-glow",
  "map-town",
  "map-label",
  "map-facility",
  "panel",
  "ink",
  "ink-3",
  "accent",
  "warn",
  "rule-strong",
  "available",
  "engaged",
  "on-scene",
  "transporting",
  "at-destination",
  "returning",
  "unavailable",
  "mark-ink",
  "p0",
  "p0-ink",
  "p1",
  "p1-ink",
  "p2",
  "p2-ink",
  "p3",
  "p3-ink",
  "nr",
  "nr-ink",
] as const;

export type PaletteName = (typeof NAMES)[number];
export type Palette = Record<PaletteName, string>;

export function readPalette(element: Element = document.documentElement): Palette {
  const style = getComputedStyle(element);
  return Object.fromEntries(NAMES.map((name) => [name, style.getPropertyValue(`--${name}`).trim()])) as Palette;
}
