/** Signatures doctors owe: theirs, those nobody owes any more, and for the supervisor those that are late. Pure. Practice, rule 3. */
import type { CaseView, Role, SessionView } from "../wire";
import { everyTask, isOverdue, type Owed } from "./relief";

const DOCTORS: ReadonlySet<Role> = new Set<Role>(["MRU", "MRL", "SPECIALIST"]);

/** What this person signs: what they owe, and at their centres what a doctor who has left owed; soonest due first. */
export function toSign(cases: Iterable<CaseView>, session: SessionView): Owed[] {
  return waiting(cases).filter(({ row, task }) =>
    task.owner_id === null
      ? session.rights.some((right) => DOCTORS.has(right.role) && right.centre_id === row.centre_id)
      : task.owner_id === session.account_id,
  );
}

/** What is late, whoever owes it. */
export function lateSignatures(cases: Iterable<CaseView>, domainMs: number): Owed[] {
  return waiting(cases).filter(({ task }) => isOverdue(task, domainMs));
}

function waiting(cases: Iterable<CaseView>): Owed[] {
  return everyTask(cases).filter(({ task }) => task.kind === "COUNTERSIGN");
}
