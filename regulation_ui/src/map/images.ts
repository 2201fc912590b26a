/** Marks drawn for the map from the same paths as the panels. */
import type { Map as LibreMap } from "maplibre-gl";
import { BOX, PIN, PIN_HEIGHT, SHAPES, SIGNS } from "../design/marks";
import { VehicleStatus } from "../live/fleet";
import { Priority, VehicleType } from "../wire";
import type { Palette, PaletteName } from "./palette";

const RATIO = 3;
const MARGIN = 4;

export function vehicleImage(type: VehicleType, status: VehicleStatus, stale: boolean): string {
  return `${type}:${status}:${stale ? "stale" : "fresh"}`;
}

export function addImages(map: LibreMap, palette: Palette): void {
  for (const type of VehicleType)
    for (const status of VehicleStatus)
      for (const stale of [false, true])
        draw(map, vehicleImage(type, status, stale), BOX, (pen) => vehicle(pen, palette, type, status, stale));
  for (const priority of Priority) draw(map, `case:${priority}`, PIN_HEIGHT, (pen) => pin(pen, palette, priority));
  draw(map, "heading", BOX + 20, (pen) => heading(pen, palette));
  draw(map, "facility:HOSPITAL", BOX, (pen) => hospital(pen, palette));
  draw(map, "facility:SMUR", BOX, (pen) => base(pen, palette));
}

function draw(map: LibreMap, name: string, height: number, paint: (pen: CanvasRenderingContext2D) => void): void {
  const canvas = document.createElement("canvas");
  const side = (height + 2 * MARGIN) * RATIO;
  canvas.width = side;
  canvas.height = side;
  const pen = canvas.getContext("2d");
  if (!pen) return;
  pen.scale(RATIO, RATIO);
  pen.translate(MARGIN + (height - Math.min(height, BOX)) / 2, MARGIN);
  pen.lineCap = "round";
  pen.lineJoin = "round";
  paint(pen);
  map.addImage(name, pen.getImageData(0, 0, side, side), { pixelRatio: RATIO });
}

function vehicle(
  pen: CanvasRenderingContext2D,
  palette: Palette,
  type: VehicleType,
  status: VehicleStatus,
  stale: boolean,
): void {
  const shape = new Path2D(SHAPES[type]);
  const sign = new Path2D(SIGNS[status]);
  const colour = palette[status.replaceAll("_", "-") as PaletteName];
  pen.strokeStyle = palette["map-ground"];
  pen.lineWidth = 5;
  pen.stroke(shape);
  pen.fillStyle = stale ? palette["map-ground"] : colour;
  pen.fill(shape);
  pen.strokeStyle = colour;
  pen.lineWidth = 1.8;
  pen.setLineDash(stale ? [3, 2.4] : []);
  pen.stroke(shape);
  pen.setLineDash([]);
  pen.lineWidth = 2.2;
  pen.strokeStyle = stale ? colour : palette["mark-ink"];
  pen.fillStyle = pen.strokeStyle;
  if (status === "available") pen.fill(sign);
  else pen.stroke(sign);
}

function pin(pen: CanvasRenderingContext2D, palette: Palette, priority: Priority): void {
  const name = priority.toLowerCase() as "p0" | "p1" | "p2" | "p3" | "nr";
  const shape = new Path2D(PIN);
  pen.strokeStyle = palette["map-ground"];
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
  pen.strokeStyle = palette["map-ground"];
  pen.lineWidth = 3;
  pen.stroke(tick);
  pen.fillStyle = palette.ink;
  pen.fill(tick);
}

function hospital(pen: CanvasRenderingContext2D, palette: Palette): void {
  const frame = new Path2D("M6 6h12v12H6Z");
  pen.fillStyle = palette["map-ground"];
  pen.fill(frame);
  pen.strokeStyle = palette["map-facility"];
  pen.lineWidth = 1.3;
  pen.stroke(frame);
  pen.lineWidth = 1.6;
  pen.stroke(new Path2D("M9.6 9v6M14.4 9v6M9.6 12h4.8"));
}

function base(pen: CanvasRenderingContext2D, palette: Palette): void {
  const frame = new Path2D("M12 5.5 18.5 12 12 18.5 5.5 12Z");
  pen.fillStyle = palette["map-ground"];
  pen.fill(frame);
  pen.strokeStyle = palette["map-facility"];
  pen.lineWidth = 1.3;
  pen.stroke(frame);
}
