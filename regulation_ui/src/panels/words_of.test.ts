import { expect, it } from "vitest";
import { en } from "../i18n/en";
import { fr } from "../i18n/fr";
import { aVehicle } from "../live/sample";
import { homeWords, patientWords, phoneNumber, shortNumber } from "./words_of";

it("writes numbers as they are said", () => {
  expect(phoneNumber("+33231123456")).toBe("02 31 12 34 56");
  expect(shortNumber("DRFR151402632500017")).toBe("00017");
});

it("names a patient by sex and age, in the language", () => {
  const patient = { id: "p", rank: 1, label: "X", sex: "F", age: "P3M", care_level: null, birth_date: null } as const;
  expect(patientWords(patient, fr)).toBe("femme 3 mois");
  expect(patientWords({ ...patient, sex: "UN", age: "P1Y" }, fr)).toBe("1 an");
  expect(patientWords({ ...patient, sex: "UN", age: null }, en)).toBe("sex unknown");
});

it("says a base named after its company once", () => {
  expect(homeWords(aVehicle())).toBe("Ambulances du Colombage, Lisieux");
  expect(homeWords(aVehicle({ organisation: "CHU de Caen", base: "SMUR de Caen" }))).toBe("CHU de Caen · SMUR de Caen");
});
