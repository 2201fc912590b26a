/** Roads by class: which are drawn at which zoom, how wide, in what order. Quiet on purpose: vehicles stay the strongest marks. Pure. */
import type { ExpressionSpecification, LayerSpecification } from "maplibre-gl";
import type { Palette } from "./palette";
import { MEDIUM } from "./style";

interface RoadLook {
  /** First zoom the class is drawn at. */
  from: number;
  /** Width in pixels by zoom. */
  widths: Record<(typeof ZOOMS)[number], number>;
}

const ZOOMS = [6, 9, 12, 16] as const;

/** Least important first: the order they are painted in. */
export const ROADS = {
  tertiary: { from: 10, widths: { 6: 0.2, 9: 0.5, 12: 1.5, 16: 7 } },
  secondary: { from: 9, widths: { 6: 0.3, 9: 0.8, 12: 2.2, 16: 9 } },
  primary: { from: 7, widths: { 6: 0.4, 9: 1.3, 12: 3.2, 16: 12 } },
  trunk: { from: 6, widths: { 6: 0.8, 9: 1.9, 12: 4.2, 16: 15 } },
  motorway: { from: 5, widths: { 6: 1.2, 9: 2.4, 12: 5.2, 16: 18 } },
} as const satisfies Record<string, RoadLook>;

type RoadClass = keyof typeof ROADS;

const CLASSES = Object.keys(ROADS) as RoadClass[];
const EDGE_FROM = 9;
const EDGE_PX = 1.6;

/** The layers of roads, bottom first: every edge lies under every road, so that crossings join. */
export function roadLayers(source: string, palette: Palette): LayerSpecification[] {
  const layout = {
    "line-cap": "round",
    "line-join": "round",
    "line-sort-key": byClass((name) => CLASSES.indexOf(name)),
  } as const;
  return [
    {
      id: "road-edges",
      type: "line",
      source,
      minzoom: EDGE_FROM,
      filter: drawnAtZoom(),
      layout,
      paint: { "line-color": palette["map-road-edge"], "line-width": width(EDGE_PX) },
    },
    {
      id: "roads",
      type: "line",
      source,
      filter: drawnAtZoom(),
      layout,
      paint: {
        "line-color": roadColour(palette),
        "line-width": width(0),
      },
    },
  ];
}

/** Numbers of the main roads, along them. */
export function roadNames(source: string, palette: Palette): LayerSpecification {
  return {
    id: "road-names",
    type: "symbol",
    source,
    minzoom: 8,
    filter: ["all", ["has", "name"], ["in", ["get", "class"], ["literal", ["motorway", "trunk", "primary"]]]],
    layout: {
      "symbol-placement": "line",
      "symbol-spacing": 320,
      "text-field": ["get", "name"],
      "text-font": [MEDIUM],
      "text-size": 10.5,
      "text-rotation-alignment": "viewport",
      "text-padding": 12,
    },
    paint: {
      "text-color": palette["map-label-2"],
      "text-halo-color": palette["map-land"],
      "text-halo-width": 2,
    },
  };
}

/** Before edges show, a white road on white land would vanish: roads then take their edge's colour. */
function roadColour(palette: Palette): ExpressionSpecification {
  const main = ["match", ["get", "class"], ["motorway", "trunk"], palette["map-motorway"], palette["map-road"]];
  const far = ["match", ["get", "class"], ["motorway", "trunk"], palette["map-motorway"], palette["map-road-edge"]];
  return ["step", ["zoom"], far, EDGE_FROM, main] as unknown as ExpressionSpecification;
}

function width(edgePx: number): ExpressionSpecification {
  const stops = ZOOMS.flatMap((zoom) => [zoom, byClass((name) => ROADS[name].widths[zoom] + edgePx)]);
  return ["interpolate", ["exponential", 1.6], ["zoom"], ...stops] as unknown as ExpressionSpecification;
}

function drawnAtZoom(): ExpressionSpecification {
  return [">=", ["zoom"], byClass((name) => ROADS[name].from)];
}

/** A number by class; a class nobody described is drawn as the least. */
function byClass(value: (name: RoadClass) => number): ExpressionSpecification {
  const pairs = CLASSES.flatMap((name) => [name, value(name)]);
  return ["match", ["get", "class"], ...pairs, value("tertiary")] as unknown as ExpressionSpecification;
}
