/** The design tokens as the map needs them: colours read from tokens.css, so that there is one source. */

const NAMES = [
  "map-sea",
  "map-shore",
  "map-beyond",
  "map-land",
  "map-built",
  "map-coast",
  "map-border",
  "map-commune",
  "map-road-edge",
  "map-motorway",
  "map-road",
  "map-label",
  "map-label-2",
  "map-facility",
  "ink",
  "accent",
  "warn",
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
