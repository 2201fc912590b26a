/** Short readings of wire values for the eye: numbers, patients, case numbers. Pure. */
import type { Words } from "../i18n/words";
import type { CaseView, PatientView, VehicleView } from "../wire";

/** "+33231123456" as "02 31 12 34 56"; other countries in groups after their sign. */
export function phoneNumber(number: string): string {
  const french = /^\+33(\d)(\d{2})(\d{2})(\d{2})(\d{2})$/.exec(number);
  if (french) return `0${french.slice(1).join(" ")}`;
  return number.replace(/(\d{3})(?=\d)/g, "$1 ");
}

/** The part of a national case number that differs within a day: what people say aloud. */
export function shortNumber(number: string): string {
  return /(\d{1,6})$/.exec(number)?.[1]?.slice(-5) ?? number;
}

export function patientWords(patient: PatientView, words: Words): string {
  const age = patient.age ? words.age_of(patient.age) : "";
  return [patient.sex === "UN" ? "" : words.sex[patient.sex], age].filter(Boolean).join(" ") || words.sex.UN;
}

export function patientsWords(row: CaseView, words: Words): string {
  const [first] = row.patients;
  if (!first) return "";
  return row.patients.length === 1
    ? patientWords(first, words)
    : `${row.patients.length} ${words.case.patients.toLowerCase()}`;
}

/** Company and base; a base named after its company is said once. */
export function homeWords(vehicle: VehicleView): string {
  return vehicle.base.startsWith(vehicle.organisation) ? vehicle.base : `${vehicle.organisation} · ${vehicle.base}`;
}
