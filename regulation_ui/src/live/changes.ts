/** On a conflict: which fields of a case differ between what the author saw and what is true now. Pure. */
import type { CaseView } from "../wire";
import type { Change } from "./state";

type Reading = { field: string; read: (row: CaseView) => string };

/** Fields a person can change, in the order of the panel. Codes are left to the words of the language. */
const READINGS: Reading[] = [
  { field: "state", read: (row) => row.state },
  { field: "priority", read: (row) => row.priority },
  { field: "queue", read: (row) => row.queue ?? "" },
  { field: "place", read: (row) => row.place?.label ?? "" },
  { field: "motive", read: (row) => row.motive ?? "" },
  { field: "taken_by", read: (row) => row.taken_by ?? "" },
  { field: "patients", read: (row) => row.patients.map((patient) => patient.label).join(", ") },
  {
    field: "decisions",
    read: (row) =>
      row.decisions
        .filter((made) => !made.ended_at)
        .map((made) => made.type)
        .join(", "),
  },
  { field: "missions", read: (row) => String(row.mission_ids.length) },
  { field: "caller", read: (row) => row.caller },
];

export function changesOf(before: CaseView, after: CaseView): Change[] {
  return READINGS.flatMap(({ field, read }) =>
    read(before) === read(after) ? [] : [{ field, before: read(before), after: read(after) }],
  );
}
