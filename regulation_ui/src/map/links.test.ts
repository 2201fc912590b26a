import { expect, it } from "vitest";
import { aCase, aFix, aMission, aVehicle } from "../live/sample";
import { emptyState, type State } from "../live/state";
import type { MissionStatus, MissionView } from "../wire";
import { line } from "./links";

const place = { label: "Ifs", insee_code: "14341", lon_deg: -0.35, lat_deg: 49.14 };

function looking(status: MissionStatus, fields: Partial<MissionView> = {}): [State, MissionView] {
  const mission = aMission({ status, ...fields });
  const empty = emptyState("night", "fr");
  return [
    {
      ...empty,
      cases: new Map([["case-1", aCase({ place })]]),
      missions: new Map([[mission.id, mission]]),
      vehicles: new Map([["vehicle-1", aVehicle({ mission_id: mission.id, mission_status: status })]]),
      positions: new Map([["vehicle-1", aFix({ lon_deg: -0.3, lat_deg: 49.2 })]]),
      view: { ...empty.view, caseId: "case-1" },
    },
    mission,
  ];
}

it("links a vehicle on its way to the place, then to its destination", () => {
  expect(line(...looking("DEPART"))).toEqual([
    [
      [-0.3, 49.2],
      [-0.35, 49.14],
    ],
  ]);
  expect(line(...looking("TRANSP", { destination_lon_deg: -0.36, destination_lat_deg: 49.21 }))).toEqual([
    [
      [-0.3, 49.2],
      [-0.36, 49.21],
    ],
  ]);
});

it("links nothing on scene, without a destination, or once ended", () => {
  expect(line(...looking("ARRIVEE"))).toEqual([]);
  expect(line(...looking("TRANSP"))).toEqual([]);
  expect(line(...looking("DEPART", { closed_at: "2026-11-21T12:00:00Z" }))).toEqual([]);
});
