/** The words of patients' identity and of their earlier cases, in English. */
import type { frPatients } from "./fr_patients";

export const enPatients: typeof frPatients = {
  identity: "Identity",
  identity_of: (rank) => `Identity of patient ${rank}`,
  name: "Name and first name",
  born: "Born on",
  born_form: "dd/mm/yyyy",
  born_unread: "Unreadable date: dd/mm/yyyy.",
  keep: "Save",
  cancel: "Cancel",
  double: "Perhaps a double",
  double_hint: "Same birth date and same name in another open case.",
  earlier: "Earlier",
  open: "Find a patient",
  title: "A patient's earlier cases",
  hint: "All that is given has to fit. Words of a name in any order, whole. Each search is written in the trail.",
  number: "Calling number",
  search: "Search",
  none: "No case of your centres, nor shared with them, fits.",
  most: "Only the twenty newest are shown.",
  found: (count) => `${count} case${count > 1 ? "s" : ""}`,
};
