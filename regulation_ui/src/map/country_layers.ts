/** How land, borders and names look. Pure. Names give way by rank: the largest towns first, departments last. */
import type { ExpressionSpecification, LayerSpecification } from "maplibre-gl";
import type { Palette } from "./palette";
import { MEDIUM } from "./style";

/** How many towns may be named from each zoom on, the most populous first. Neighbouring names still give way to each other. */
export const NAMED_TOWNS: readonly (readonly [zoom: number, towns: number])[] = [
  [0, 3],
  [6, 12],
  [7, 30],
  [8, 80],
  [9, 260],
  [10, 900],
  [11, 10_000],
];
const TOWNS_ARE_SHOWN_BY_OUTLINE = 10;

/** Sea is the ground of the style. The water's edge is a soft line under the land, of which only the sea's half shows. */
export function landLayers(palette: Palette): LayerSpecification[] {
  return [
    shore("neighbours", palette),
    shore("departments", palette),
    { id: "beyond", type: "fill", source: "neighbours", paint: { "fill-color": palette["map-beyond"] } },
    { id: "land", type: "fill", source: "departments", paint: { "fill-color": palette["map-land"] } },
    // Closer by, the finer outlines of the communes follow the water's edge.
    { id: "land-near", type: "fill", source: "communes", minzoom: 9, paint: { "fill-color": palette["map-land"] } },
    {
      id: "built-up",
      type: "circle",
      source: "towns",
      filter: ["<=", ["get", "rank"], ["step", ["zoom"], 60, 8, 400, 10, 10_000]],
      paint: {
        "circle-color": palette["map-built"],
        "circle-blur": 0.7,
        // Streets show a town closer by; a tint would colour the water of a port.
        "circle-opacity": ["interpolate", ["linear"], ["zoom"], 10, 0.9, 12, 0],
        "circle-radius": builtUpRadius(),
      },
    },
    {
      id: "commune-borders",
      type: "line",
      source: "communes",
      minzoom: 8.5,
      paint: {
        "line-color": palette["map-commune"],
        "line-width": ["interpolate", ["linear"], ["zoom"], 8.5, 0.4, 12, 1],
        "line-opacity": ["interpolate", ["linear"], ["zoom"], 8.5, 0, 9.5, 1],
      },
    },
    {
      id: "department-borders",
      type: "line",
      source: "borders",
      layout: { "line-join": "round", "line-cap": "round" },
      paint: {
        "line-color": palette["map-border"],
        "line-width": ["interpolate", ["linear"], ["zoom"], 6, 0.7, 9, 1.3, 13, 2.2],
        // Whole from afar; closer by, where roads are as wide, no road.
        "line-dasharray": ["step", ["zoom"], ["literal", [1]], 8, ["literal", [5, 3]]],
      },
    },
    {
      id: "coast",
      type: "line",
      source: "coast",
      layout: { "line-join": "round", "line-cap": "round" },
      paint: {
        "line-color": palette["map-coast"],
        "line-width": ["interpolate", ["linear"], ["zoom"], 6, 0.9, 12, 1.8],
      },
    },
  ];
}

export function nameLayers(palette: Palette): LayerSpecification[] {
  const paint = {
    "text-color": palette["map-label"],
    "text-halo-color": palette["map-land"],
    "text-halo-width": 1.5,
    "text-halo-blur": 0.5,
  };
  return [
    {
      id: "department-names",
      type: "symbol",
      source: "departments",
      maxzoom: 9,
      filter: ["==", ["geometry-type"], "Point"],
      layout: {
        "text-field": ["upcase", ["get", "name"]],
        "text-font": [MEDIUM],
        "text-size": ["interpolate", ["linear"], ["zoom"], 6, 10, 8, 13],
        "text-letter-spacing": 0.22,
        "text-max-width": 20,
        "text-variable-anchor": ["center", "top", "bottom"],
        "text-radial-offset": 1.4,
        "text-justify": "auto",
      },
      paint: { ...paint, "text-color": palette["map-label-2"] },
    },
    {
      id: "town-dots",
      type: "circle",
      source: "towns",
      maxzoom: TOWNS_ARE_SHOWN_BY_OUTLINE,
      filter: named(),
      paint: {
        "circle-radius": ["interpolate", ["linear"], ["get", "rank"], 1, 2.6, 40, 1.8, 400, 1.3],
        "circle-color": palette["map-land"],
        "circle-stroke-color": palette["map-label-2"],
        "circle-stroke-width": 1.1,
      },
    },
    {
      id: "town-names",
      type: "symbol",
      source: "towns",
      filter: named(),
      layout: {
        "text-field": ["get", "name"],
        "text-font": [MEDIUM],
        "text-size": nameSize(),
        "text-variable-anchor": ["bottom", "top", "left", "right"],
        "text-radial-offset": ["interpolate", ["linear"], ["zoom"], 7, 0.75, 9, 0.55, 11, 0.1],
        "text-justify": "auto",
        "text-padding": 3,
        "symbol-sort-key": ["get", "rank"],
      },
      paint: { ...paint, "text-color": ["step", ["get", "rank"], palette["map-label"], 60, palette["map-label-2"]] },
    },
  ];
}

function shore(source: string, palette: Palette): LayerSpecification {
  const width: ExpressionSpecification = ["interpolate", ["exponential", 1.5], ["zoom"], 6, 9, 9, 20, 13, 60];
  const blur: ExpressionSpecification = ["interpolate", ["exponential", 1.5], ["zoom"], 6, 5, 9, 12, 13, 36];
  return {
    id: `shore-${source}`,
    type: "line",
    source,
    layout: { "line-join": "round" },
    paint: { "line-color": palette["map-shore"], "line-width": width, "line-blur": blur },
  };
}

/** About the built-up area of so many people, in pixels at each zoom. */
function builtUpRadius(): ExpressionSpecification {
  const people: ExpressionSpecification = ["sqrt", ["get", "population"]];
  return ["interpolate", ["exponential", 2], ["zoom"], 5, ["*", 0.011, people], 13, ["*", 0.011 * 2 ** 8, people]];
}

/** Whether a town may be named at this zoom. */
function named(): ExpressionSpecification {
  const [first, ...later] = NAMED_TOWNS;
  const steps = later.flat();
  return ["<=", ["get", "rank"], ["step", ["zoom"], first?.[1] ?? 0, ...steps]] as unknown as ExpressionSpecification;
}

/** Larger for the first towns, and a little larger closer by. */
function nameSize(): ExpressionSpecification {
  const by = (first: number, tenth: number, rest: number): ExpressionSpecification => [
    "interpolate",
    ["linear"],
    ["get", "rank"],
    1,
    first,
    12,
    tenth,
    60,
    rest,
  ];
  return ["interpolate", ["linear"], ["zoom"], 6, by(13.5, 11.5, 10.5), 9, by(17, 14, 11), 12, by(22, 18, 12.5)];
}
