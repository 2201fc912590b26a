import { expect, it } from "vitest";
import { aFix, aMission, at, aVehicle, NOON_MS } from "../live/sample";
import { emptyState, type State } from "../live/state";
import type { LivePosition, VehicleView } from "../wire";
import { wantedVehicles } from "./vehicles";

function fleet(vehicles: VehicleView[], positions: LivePosition[], fields: Partial<State> = {}): State {
  return {
    ...emptyState("night", "fr"),
    clock: { domainMs: NOON_MS, realMs: 0, rate: 1 },
    vehicles: new Map(vehicles.map((vehicle) => [vehicle.id, vehicle])),
    positions: new Map(positions.map((fix) => [fix.vehicle_id, fix])),
    ...fields,
  };
}

it("never shows an old position as fresh: the mark is hollow and says its age", () => {
  const state = fleet([aVehicle()], [aFix({ measured_at: at(-720), speed_mps: 20, heading_deg: 90 })]);
  expect(wantedVehicles(state).get("vehicle-1")?.properties).toMatchObject({
    image: "TSU.AMB:available:stale",
    label: "TSU 14-01 · 12 min",
    stale: true,
    heading: -1,
  });
});

it("shows a heading only while the vehicle moves", () => {
  const moving = aFix({ speed_mps: 15, heading_deg: 271.4 });
  expect(wantedVehicles(fleet([aVehicle()], [moving])).get("vehicle-1")?.properties.heading).toBe(271);
  const parked = aFix({ speed_mps: 0.4, heading_deg: 271.4 });
  expect(wantedVehicles(fleet([aVehicle()], [parked])).get("vehicle-1")?.properties.heading).toBe(-1);
});

it("rings the vehicles of the case looked at", () => {
  const state = fleet([aVehicle({ mission_id: "mission-1", mission_status: "DEPART" })], [aFix()], {
    missions: new Map([["mission-1", aMission()]]),
  });
  const looking = { ...state, view: { ...state.view, caseId: "case-1" } };
  expect(wantedVehicles(state).get("vehicle-1")?.properties.chosen).toBe(false);
  expect(wantedVehicles(looking).get("vehicle-1")?.properties.chosen).toBe(true);
});

it("draws nothing before the room's clock is known, nor a vehicle it may not see, nor a bench vehicle", () => {
  expect(wantedVehicles(fleet([aVehicle()], [aFix()], { clock: null })).size).toBe(0);
  expect(wantedVehicles(fleet([], [aFix()])).size).toBe(0);
  expect(wantedVehicles(fleet([aVehicle({ type: "TSU.VSL" })], [aFix()])).size).toBe(0);
});

it("lists who is parked at one place downwards, the chosen first; who drives past is not moved", () => {
  const there = (id: string, fields = {}) => aFix({ vehicle_id: id, ...fields });
  const state = fleet(
    [
      aVehicle({ id: "b", call_sign: "TSU 14-02" }),
      aVehicle({ id: "a", call_sign: "TSU 14-01" }),
      aVehicle({ id: "c", call_sign: "TSU 14-03" }),
      aVehicle({ id: "passes", call_sign: "TSU 14-04" }),
    ],
    [there("b"), there("a"), there("c", { lon_deg: 0.20025 }), there("passes", { speed_mps: 12, heading_deg: 40 })],
  );
  const rows = (shown: State) => [...wantedVehicles(shown)].map(([id, mark]) => [id, mark.properties.row]);
  expect(Object.fromEntries(rows(state))).toEqual({ a: 0, b: 1, c: 2, passes: 0 });
  const chosen = { ...state, view: { ...state.view, vehicleId: "c" } };
  expect(Object.fromEntries(rows(chosen))).toEqual({ c: 0, a: 1, b: 2, passes: 0 });
});

it("keeps the very mark of who looks as before, and makes a new one of who moved, ages, is chosen or is put in another row", () => {
  const fixes = [
    aFix({ vehicle_id: "moves", lon_deg: 1 }),
    aFix({ vehicle_id: "stays", lon_deg: 2 }),
    aFix({ vehicle_id: "parked", lon_deg: 3 }),
  ];
  const vehicles = fixes.map((fix) => aVehicle({ id: fix.vehicle_id, call_sign: fix.vehicle_id }));
  const first = wantedVehicles(fleet(vehicles, fixes));
  const kept = (state: State) => {
    const next = wantedVehicles(state, first);
    expect(next).toEqual(wantedVehicles(state));
    return [...next].filter(([id, mark]) => mark === first.get(id)).map(([id]) => id);
  };
  expect(kept(fleet(vehicles, fixes))).toEqual(["moves", "stays", "parked"]);
  expect(kept(fleet(vehicles, [aFix({ vehicle_id: "moves", lon_deg: 1.1 }), ...fixes.slice(1)]))).toEqual([
    "stays",
    "parked",
  ]);
  const joined = [aVehicle({ id: "before", call_sign: "before" }), ...vehicles];
  const beside = [aFix({ vehicle_id: "before", lon_deg: 3 }), ...fixes];
  expect(kept(fleet(joined, beside))).toEqual(["moves", "stays"]);
  const changed = vehicles.map((one) => (one.id === "stays" ? { ...one, availability: "UNAVAILABLE" as const } : one));
  expect(kept(fleet(changed, fixes))).toEqual(["moves", "parked"]);
  const state = fleet(vehicles, fixes);
  expect(kept({ ...state, view: { ...state.view, vehicleId: "stays" } })).toEqual(["moves", "parked"]);
  expect(kept({ ...state, clock: { domainMs: NOON_MS + 600_000, realMs: 0, rate: 1 } })).toEqual([]);
});

it("puts missions above those who are free, and these above those who are not to be had", () => {
  const state = fleet(
    [
      aVehicle({ id: "free" }),
      aVehicle({ id: "sent", mission_id: "mission-1", mission_status: "DEPART" }),
      aVehicle({ id: "off", availability: "UNAVAILABLE" }),
    ],
    ["free", "sent", "off"].map((id, index) => aFix({ vehicle_id: id, lon_deg: index })),
  );
  const ranks = [...wantedVehicles(state).values()].map((mark) => Number(mark.properties.rank));
  const [free = 0, sent = 0, off = 0] = ranks;
  expect(sent > free && free > off).toBe(true);
});
