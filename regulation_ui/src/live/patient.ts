/**
 * Quick entry of a patient, age then sex in one word: "72h" is a man of 72, "3mf" a girl of 3 months, "f" a woman.
 * Units: none for years, m months, s weeks (semaines), j days (jours). Sex: h, f, nothing when unknown.
 */
import type { PatientEntry, Sex } from "../wire";

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
