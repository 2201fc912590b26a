import { expect, it } from "vitest";
import type { FacilityView } from "../wire";
import { drawn } from "./facilities";

const facility = (fields: Partial<FacilityView>): FacilityView => ({
  id: "facility-1",
  name: "Urgences de Caen",
  kind: "EMERGENCY",
  lon_deg: -0.36,
  lat_deg: 49.2,
  organisation: "CHU de Caen Normandie",
  abilities: [],
  ...fields,
});

it("marks a facility by its kind, and where a helicopter can land beside it, named once", () => {
  const marks = drawn(facility({ abilities: ["CATH_LAB", "HELIPAD"] })).map((mark) => mark.properties);
  expect(marks).toMatchObject([
    { image: "place:EMERGENCY", name: "Urgences de Caen" },
    { image: "place:HELIPAD", name: "" },
  ]);
  expect(marks[0]?.offset).not.toEqual(marks[1]?.offset);
});

it("still shows a kind it does not know", () => {
  expect(drawn(facility({ kind: "SPACESHIP" })).map((mark) => mark.properties?.image)).toEqual(["place:HOSPITAL"]);
});
