/**
 * The marks, drawn once as paths in a 24 × 24 box and used by the map (canvas) and the panels (SVG).
 * Shape tells the kind, colour and inner sign tell the status; never colour alone.
 */
import type { VehicleStatus } from "../live/fleet";
import type { FacilityKind, VehicleType } from "../wire";

export const BOX = 24;

export const SHAPES: Record<VehicleType, string> = {
  "TSU.AMB": "M12 3a9 9 0 1 1 0 18a9 9 0 0 1 0-18Z",
  "TSU.VSL": "M12 5.5a6.5 6.5 0 1 1 0 13a6.5 6.5 0 0 1 0-13Z",
  "SIS.VSAV": "M6 4h12a2 2 0 0 1 2 2v12a2 2 0 0 1-2 2H6a2 2 0 0 1-2-2V6a2 2 0 0 1 2-2Z",
  "SMUR.VLM": "M12 1.2 22.8 12 12 22.8 1.2 12Z",
  "SMUR.AR": "M7 2.4h10L22.6 12 17 21.6H7L1.4 12Z",
  "SMUR.HELISMUR":
    "M12 5a7 7 0 0 1 3.2.8L19 2l3 3-3.8 3.8a7 7 0 0 1 0 6.4L22 19l-3 3-3.8-3.8a7 7 0 0 1-6.4 0L5 22l-3-3 3.8-3.8a7 7 0 0 1 0-6.4L2 5l3-3 3.8 3.8A7 7 0 0 1 12 5Z",
};

/** Strokes, except the dot of an available vehicle. */
export const SIGNS: Record<VehicleStatus, string> = {
  available: "M12 10.6a1.4 1.4 0 1 1 0 2.8a1.4 1.4 0 0 1 0-2.8Z",
  engaged: "M8.2 8.2 12 12l-3.8 3.8M12.4 8.2l3.8 3.8-3.8 3.8",
  on_scene: "M12 7.4v9.2M7.4 12h9.2",
  transporting: "M7.4 12h9M13 8.6l3.6 3.4L13 15.4",
  at_destination: "M8.8 7.8v8.4M15.2 7.8v8.4M8.8 12h6.4",
  returning: "M10.6 7.4 7.4 10.6l3.2 3.2M7.6 10.6h5.6a2.9 2.9 0 0 1 0 5.8h-2.6",
  unavailable: "M8.2 15.8l7.6-7.6",
};

/** A pin whose tip is the place, in a 24 × 30 box. */
export const PIN = "M12 29.4C10 25 2.4 19.4 2.4 11.6a9.6 9.6 0 0 1 19.2 0C21.6 19.4 14 25 12 29.4Z";
export const PIN_HEIGHT = 30;

/** What is marked of a facility: its kind, and that a helicopter can land there. */
export type PlaceKind = FacilityKind | "HELIPAD";

/** Places, by what they are for: a frame and a sign in it, both strokes. The most sought first. */
export const PLACES: Record<PlaceKind, { frame: string; sign: string }> = {
  EMERGENCY: { frame: "M5.5 5.5h13v13h-13Z", sign: "M9.4 8.6v6.8M14.6 8.6v6.8M9.4 12h5.2" },
  SMUR: { frame: "M12 3.6 20.4 12 12 20.4 3.6 12Z", sign: "M12 9v6M9.4 10.5l5.2 3M14.6 10.5l-5.2 3" },
  HOSPITAL: { frame: "M6.5 6.5h11v11h-11Z", sign: "M12 9.4v5.2M9.4 12h5.2" },
  HELIPAD: { frame: "M12 4.5a7.5 7.5 0 1 1 0 15a7.5 7.5 0 0 1 0-15Z", sign: "M9.7 8.8v6.4M14.3 8.8v6.4M9.7 12h4.6" },
  FIRE_STATION: { frame: "M6 18.5v-9L12 5l6 4.5v9Z", sign: "M9.6 18v-5h4.8v5" },
  DUTY_PRACTICE: { frame: "M12 6a6 6 0 1 1 0 12a6 6 0 0 1 0-12Z", sign: "M12 9.4v5.2M9.4 12h5.2" },
};

export const PLACE_KINDS = Object.keys(PLACES) as PlaceKind[];

export function statusColour(status: VehicleStatus): string {
  return `--${status.replaceAll("_", "-")}`;
}
