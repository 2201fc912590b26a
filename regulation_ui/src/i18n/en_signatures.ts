/** The words of countersignatures and interns, in English. */
import type { frSignatures } from "./fr_signatures";

export const enSignatures: typeof frSignatures = {
  to_sign: "To countersign",
  sign: "Countersign",
  late: "Countersignature overdue",
  nobody: "nobody any more",
  by: (who) => `by ${who}`,
  grounds: { ORDRE_VERBAL: "verbal order", RENFORT: "reinforcement" },
  unsigned: "to be countersigned",
  signed: (who) => `countersigned by ${who}`,
  verbal: "Verbal order",
  doctor: "Doctor who orders",
  no_doctor: "No regulating doctor is at work.",
  reinforces: "Reinforcement asked from the scene",
  under: (who) => `Under ${who}`,
  no_senior: "No senior",
  senior_gone: "This doctor has left: name another one before deciding.",
  senior_needed: "Name the doctor at work you regulate under.",
  choose_senior: "Choose a senior",
  name_senior: "Name",
};
