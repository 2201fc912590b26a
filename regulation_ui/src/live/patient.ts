/**
 * Quick entry of a patient, age then sex in one word: "72h" is a man of 72, "3mf" a girl of 3 months, "f" a woman.
 * Units: none for years, m months, s weeks (semaines), j days (jours). Sex: h, f, nothing when unknown.
 */
import type { PatientEntry, PatientView, Sex } from "../wire";

const ENTRY = /^(?:(\d{1,3})\s*([msj])?)?\s*([hf])?$/i;
const UNITS: Record<string, string> = { m: "M", s: "W", j: "D" };
const SEXES: Record<string, Sex> = { h: "M", f: "F" };

/** Null when the word cannot be read. */
export function patientEntry(text: string): PatientEntry | null {
  const word = text.trim();
  const found = ENTRY.exec(word);
  if (!found || word === "") return null;
  const [, count, unit = "", sex = ""] = found;
  return {
    sex: SEXES[sex.toLowerCase()] ?? "UN",
    age: count ? `P${Number(count)}${UNITS[unit.toLowerCase()] ?? "Y"}` : null,
  };
}

const BORN = /^(\d{1,2})[/. -](\d{1,2})[/. -](\d{4})$|^(\d{2})(\d{2})(\d{4})$/;

/** "12/05/1954", "12 5 1954" or "12051954" as an ISO date; null when it is no date. */
export function birthDate(text: string): string | null {
  const found = BORN.exec(text.trim());
  if (!found) return null;
  const [day, month, year] = (found[1] ? found.slice(1, 4) : found.slice(4, 7)).map(Number) as [number, number, number];
  const date = new Date(Date.UTC(year, month - 1, day));
  const exists = date.getUTCFullYear() === year && date.getUTCMonth() === month - 1 && date.getUTCDate() === day;
  return exists ? date.toISOString().slice(0, 10) : null;
}

/** An ISO date as it is said: "12/05/1954". */
export function saidDate(iso: string): string {
  return iso.split("-").reverse().join("/");
}

/** The name a patient was given; empty while it is "X homme ~40 ans", or withheld. */
export function givenName(patient: PatientView): string {
  return /^X\b/.test(patient.label) ? "" : patient.label;
}
