import { expect, it } from "vitest";
import { patientEntry } from "./patient";

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
