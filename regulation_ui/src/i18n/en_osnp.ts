/** The words of OSNP and of a helicopter asked for. */
import type { frOsnp } from "./fr_osnp";

export const enOsnp: typeof frOsnp = {
  osnp: {
    title: "Unscheduled care",
    due: (span: string) => `to be seen within ${span}`,
    overdue: (span: string) => `overdue by ${span}`,
    usual_doctor: "Usual doctor",
    patient: "Call the patient",
    others: "Other call",
    answer: (name: string) => `${name}: answer?`,
    book: "Appointment found",
    practitioner: "With whom",
    starts_at: "When",
    place: "Where",
    back: "Back to the doctor",
    why_back: "Why",
    booked: (name: string, place: string) => `Appointment: ${name}, ${place}`,
    returned: "given back to the doctor",
    contacts: {
      USUAL_DOCTOR: "Usual doctor",
      STRUCTURE: "Group practice",
      SOS: "SOS Médecins",
      DUTY: "On duty",
      OTHER_DOCTOR: "Other doctor",
      TELECONSULTATION: "Teleconsultation",
      PATIENT: "Patient",
    },
    results: { REACHED: "Reached, accepts", NO_ANSWER: "No answer", REFUSED: "Refuses" },
    reasons: {
      UNREACHABLE: "Unreachable",
      NOBODY: "Nobody can",
      WORSE: "Worse",
      DECLINED: "Patient declines",
    },
  },
  pilot: {
    ask: "Ask the helicopter",
    hint: "asked of its pilot, who accepts or refuses",
    asked: "Asked",
    asked_since: (span: string) => `asked ${span} ago, no answer`,
    refused: "Refused by the pilot",
    reasons: { WEATHER: "weather", CREW: "crew", TECHNICAL: "technical" },
  },
};
