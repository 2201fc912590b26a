/** The base of the map: sea and fonts. No tile, glyph or sprite server: everything comes from the page itself. */

import mediumUrl from "@fontsource/ibm-plex-sans-condensed/files/ibm-plex-sans-condensed-latin-500-normal.woff2?url";
import boldUrl from "@fontsource/ibm-plex-sans-condensed/files/ibm-plex-sans-condensed-latin-600-normal.woff2?url";
import type { StyleSpecification } from "maplibre-gl";
import type { Palette } from "./palette";

export const MEDIUM = "Plex Condensed Medium";
export const BOLD = "Plex Condensed Semibold";

export function baseStyle(palette: Palette): StyleSpecification {
  return {
    version: 8,
    "font-faces": { [MEDIUM]: absolute(mediumUrl), [BOLD]: absolute(boldUrl) },
    sources: {},
    layers: [{ id: "sea", type: "background", paint: { "background-color": palette["map-sea"] } }],
  };
}

function absolute(url: string): string {
  return new URL(url, location.href).href;
}
