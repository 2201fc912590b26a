/** What centres ask of each other that concerns somebody, and whose a case is. Pure. */
import type { CallView, CaseView, HelpView, OpinionView, SessionView, TransferView } from "../wire";

/** The centres somebody holds a right at. */
export function ownCentres(session: SessionView): ReadonlySet<string> {
  return new Set(session.rights.map((right) => right.centre_id));
}

/** Transfers, or requests for vehicles, that wait for an answer, longest first. */
export function waiting<Asked extends TransferView | HelpView>(asked: Iterable<Asked>): Asked[] {
  return [...asked]
    .filter((one) => one.state === "ASKED")
    .sort((a, b) => a.asked_at.localeCompare(b.asked_at) || a.id.localeCompare(b.id));
}

/** Whether somebody only reads a case: it belongs to a centre they do not work for. */
export function onlyReads(session: SessionView, row: CaseView): boolean {
  return !ownCentres(session).has(row.centre_id);
}

/** Whether somebody works for a centre by a pool only. */
export function worksFor(session: SessionView, centreId: string): boolean {
  const there = session.rights.filter((right) => right.centre_id === centreId);
  return there.length > 0 && there.every((right) => right.held_at);
}

/** The centres somebody supervises. */
export function centresSupervised(session: SessionView): ReadonlySet<string> {
  return new Set(session.rights.filter((right) => right.role === "SUPERVISOR").map((right) => right.centre_id));
}

/** Calls of one's own centres ring; those of a pooled one only once they overflow. Practice, rules 29 and 30. */
export function ringsHere(session: SessionView, call: CallView): boolean {
  return call.overflowed_at !== null || !worksFor(session, call.centre_id);
}

/** Opinions other centres ask of one's own that nobody has given, longest first. */
export function opinionsToGive(
  cases: Iterable<CaseView>,
  session: SessionView,
): { row: CaseView; opinion: OpinionView }[] {
  const mine = ownCentres(session);
  return [...cases]
    .flatMap((row) => row.opinions.map((opinion) => ({ row, opinion })))
    .filter(({ opinion }) => mine.has(opinion.by_centre_id) && opinion.answered_at === null)
    .sort((a, b) => a.opinion.asked_at.localeCompare(b.opinion.asked_at));
}

/** Minutes of the day as a clock shows them, and back. */
export const timeOf = (minute: number): string =>
  `${String(Math.floor(minute / 60)).padStart(2, "0")}:${String(minute % 60).padStart(2, "0")}`;
export const minuteOf = (time: string): number => 60 * Number(time.slice(0, 2)) + Number(time.slice(3, 5));
