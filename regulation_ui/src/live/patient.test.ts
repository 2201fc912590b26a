import { expect, it } from "vitest";
import { birthDate, givenName, patientEntry, saidDate } from "./patient";

it.each([
  ["72h", { sex: "M", age: "P72Y" }],
  ["3mf", { sex: "F", age: "P3M" }],
  ["2s", { sex: "UN", age: "P2W" }],
  ["10 j h", { sex: "M", age: "P10D" }],
  ["F", { sex: "F", age: null }],
  ["40", { sex: "UN", age: "P40Y" }],
])("reads %s", (text, entry) => {
  expect(patientEntry(text)).toEqual(entry);
});

it.each(["", "h72", "1000h", "72 ans", "?"])("does not guess %j", (text) => {
  expect(patientEntry(text)).toBeNull();
});

it.each(["12/05/1954", "12 5 1954", "12.05.1954", "12051954"])("reads the birth date %s", (text) => {
  expect(birthDate(text)).toBe("1954-05-12");
  expect(saidDate("1954-05-12")).toBe("12/05/1954");
});

it.each(["31/02/1954", "12/05/54", "1954-05-12", ""])("makes no date of %j", (text) => {
  expect(birthDate(text)).toBeNull();
});

it("knows a given name from a first description", () => {
  const patient = {
    id: "p",
    rank: 1,
    label: "X homme ~40 ans",
    sex: "M",
    age: null,
    care_level: null,
    birth_date: null,
  } as const;
  expect(givenName(patient)).toBe("");
  expect(givenName({ ...patient, label: "Xavier MORIN" })).toBe("Xavier MORIN");
});
