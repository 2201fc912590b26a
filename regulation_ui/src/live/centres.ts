/** Which transfers concern somebody, and whose a case is. Pure. */
import type { CaseView, SessionView, TransferView } from "../wire";

/** The centres somebody holds a right at. */
export function ownCentres(session: SessionView): ReadonlySet<string> {
  return new Set(session.rights.map((right) => right.centre_id));
}

/** Transfers that wait, longest first. */
export function waiting(transfers: Iterable<TransferView>): TransferView[] {
  return [...transfers]
    .filter((one) => one.state === "ASKED")
    .sort((a, b) => a.asked_at.localeCompare(b.asked_at) || a.id.localeCompare(b.id));
}

/** Whether somebody only reads a case: it belongs to a centre they do not work for. */
export function onlyReads(session: SessionView, row: CaseView): boolean {
  return !ownCentres(session).has(row.centre_id);
}
