/** Marks drawn for the map from the same paths as the panels. */
import type { Map as LibreMap } from "maplibre-gl";
import { BOX, PIN, PIN_HEIGHT, PLACE_KINDS, PLACES, type PlaceKind, SHAPES, SIGNS } from "../design/marks";
import { VehicleStatus } from "../live/fleet";
import { Priority, VehicleType } from "../wire";
import type { Palette, PaletteName } from "./palette";

const RATIO = 2;
const MARGIN = 4;

export function vehicleImage(type: VehicleType, status: VehicleStatus, stale: boolean): string {
  return `${type}:${status}:${stale ? "stale" : "fresh"}`;
}

/** The same mark for a map of the whole region: no sign, which could not be read, and stronger edges. */
export function farImage(image: string): string {
  return `${image}:far`;
}

export function placeImage(kind: PlaceKind): string {
  return `place:${kind}`;
}

export function addImages(map: LibreMap, palette: Palette): void {
  for (const type of VehicleType)
    for (const status of VehicleStatus)
      for (const stale of [false, true]) addVehicle(map, palette, type, status, stale);
  for (const priority of Priority) draw(map, `case:${priority}`, PIN_HEIGHT, (pen) => pin(pen, palette, priority));
  draw(map, "heading", BOX + 20, (pen) => heading(pen, palette));
  for (const kind of PLACE_KINDS) draw(map, placeImage(kind), BOX, (pen) => place(pen, palette, kind));
}

function draw(
  map: LibreMap,
  name: string,
  height: number,
  paint: (pen: CanvasRenderingContext2D) => void,
  ratio = RATIO,
): void {
  const canvas = document.createElement("canvas");
  const side = (height + 2 * MARGIN) * ratio;
  canvas.width = side;
  canvas.height = side;
  const pen = canvas.getContext("2d");
  if (!pen) return;
  pen.scale(ratio, ratio);
  pen.translate(MARGIN + (height - Math.min(height, BOX)) / 2, MARGIN);
  pen.lineCap = "round";
  pen.lineJoin = "round";
  paint(pen);
  map.addImage(name, pen.getImageData(0, 0, side, side), { pixelRatio: ratio });
}

function addVehicle(map: LibreMap, palette: Palette, type: VehicleType, status: VehicleStatus, stale: boolean): void {
  const shape = new Path2D(SHAPES[type]);
  const sign = new Path2D(SIGNS[status]);
  const colour = palette[status.replaceAll("_", "-") as PaletteName];
  const name = vehicleImage(type, status, stale);
  const body = (pen: CanvasRenderingContext2D, edge: number, outline: number, dash: number[]) => {
    pen.strokeStyle = palette["map-land"];
    pen.lineWidth = edge;
    pen.stroke(shape);
    pen.fillStyle = stale ? palette["map-land"] : colour;
    pen.fill(shape);
    pen.strokeStyle = colour;
    pen.lineWidth = outline;
    pen.setLineDash(stale ? dash : []);
    pen.stroke(shape);
    pen.setLineDash([]);
  };
  draw(map, farImage(name), BOX, (pen) => body(pen, stale ? 8 : 6, stale ? 4 : 1.8, []), 1);
  draw(map, name, BOX, (pen) => {
    body(pen, 5, 1.8, [3, 2.4]);
    pen.lineWidth = 2.2;
    pen.strokeStyle = stale ? colour : palette["mark-ink"];
    pen.fillStyle = pen.strokeStyle;
    if (status === "available") pen.fill(sign);
    else pen.stroke(sign);
  });
}

function pin(pen: CanvasRenderingContext2D, palette: Palette, priority: Priority): void {
  const name = priority.toLowerCase() as "p0" | "p1" | "p2" | "p3" | "nr";
  const shape = new Path2D(PIN);
  pen.strokeStyle = palette["map-land"];
  pen.lineWidth = 4;
  pen.stroke(shape);
  pen.fillStyle = palette[name];
  pen.fill(shape);
  pen.fillStyle = palette[`${name}-ink`];
  pen.font = `600 ${priority === "NR" ? 10 : 13}px "IBM Plex Sans Condensed", sans-serif`;
  pen.textAlign = "center";
  pen.textBaseline = "middle";
  pen.fillText(priority === "NR" ? "NR" : priority.slice(1), BOX / 2, 12.2);
}

/** A tick outside the mark, pointing north; the layer turns it. */
function heading(pen: CanvasRenderingContext2D, palette: Palette): void {
  const tick = new Path2D("M12 -3.2 16 3 12 1.4 8 3Z");
  pen.translate(0, 8);
  pen.strokeStyle = palette["map-land"];
  pen.lineWidth = 3;
  pen.stroke(tick);
  pen.fillStyle = palette.ink;
  pen.fill(tick);
}

/** Places are outlines in the colour of names, never filled like vehicles. */
function place(pen: CanvasRenderingContext2D, palette: Palette, kind: PlaceKind): void {
  const frame = new Path2D(PLACES[kind].frame);
  pen.strokeStyle = palette["map-land"];
  pen.lineWidth = 3.5;
  pen.stroke(frame);
  pen.fillStyle = palette["map-land"];
  pen.fill(frame);
  pen.strokeStyle = palette["map-facility"];
  pen.lineWidth = 1.4;
  pen.stroke(frame);
  pen.lineWidth = 1.7;
  pen.stroke(new Path2D(PLACES[kind].sign));
}
