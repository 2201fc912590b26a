/** Who holds what, who owes what, what is offered and what is left with nobody. Pure. Practice, rule 31. */
import type { CallView, CaseView, MissionView, SessionView, TaskView } from "../wire";
import { byPriorityThenTime, decisionsToEngage, isFinished, type Sent, toCallBack } from "./room";

export interface Owed {
  row: CaseView;
  task: TaskView;
}

/** The tasks that wait for this person: their own, and those of their post at the case's centre; soonest due first. */
export function owedTasks(cases: Iterable<CaseView>, session: SessionView): Owed[] {
  return everyTask(cases).filter(({ row, task }) =>
    task.owner_id === null
      ? session.rights.some((right) => right.role === task.role && right.centre_id === row.centre_id)
      : task.owner_id === session.account_id,
  );
}

/** The waiting tasks of open cases, soonest due first. */
export function everyTask(cases: Iterable<CaseView>): Owed[] {
  return [...cases]
    .filter((row) => !isFinished(row))
    .flatMap((row) => row.tasks.map((task) => ({ row, task })))
    .sort((a, b) => a.task.due_at.localeCompare(b.task.due_at) || a.task.id.localeCompare(b.task.id));
}

export function isOverdue(task: TaskView, domainMs: number): boolean {
  return task.overdue || Date.parse(task.due_at) < domainMs;
}

/** Whose case it is: who took it, else the desk it has not left yet; nobody once it waits in a queue. */
export function holderOf(row: CaseView): { id: string; name: string } | null {
  if (row.taken_by_id && row.taken_by) return { id: row.taken_by_id, name: row.taken_by };
  const atADesk = row.queue === null && !row.attribution.startsWith("DRM");
  return atADesk && row.kept_by_id && row.kept_by ? { id: row.kept_by_id, name: row.kept_by } : null;
}

/** What one leaver asks this person to take over. */
export interface Offer {
  leaverId: string;
  leaver: string;
  cases: CaseView[];
  tasks: Owed[];
}

export function offersTo(cases: Iterable<CaseView>, accountId: string): Offer[] {
  const offers = new Map<string, Offer>();
  const of = (leaverId: string, leaver: string): Offer => {
    const known = offers.get(leaverId) ?? { leaverId, leaver, cases: [], tasks: [] };
    offers.set(leaverId, known);
    return known;
  };
  const open = [...cases].filter((row) => !isFinished(row));
  for (const row of open) {
    const holder = row.offered_to_id === accountId ? holderOf(row) : null;
    if (holder) of(holder.id, holder.name).cases.push(row);
  }
  for (const owed of everyTask(open)) {
    const { owner_id, owner, offered_to_id } = owed.task;
    if (offered_to_id === accountId && owner_id && owner) of(owner_id, owner).tasks.push(owed);
  }
  return [...offers.values()].sort((a, b) => a.leaver.localeCompare(b.leaver));
}

/** Cases whose holder has left without a successor, the longest first: the supervisor's to give. */
export function orphans(cases: Iterable<CaseView>): CaseView[] {
  return [...cases]
    .filter((row) => row.orphaned_at !== null && row.orphaned_at !== undefined && !isFinished(row))
    .sort((a, b) => (a.orphaned_at ?? "").localeCompare(b.orphaned_at ?? ""));
}

/** What whoever comes next must know, in the order it is told. */
export interface Handover {
  held: CaseView[];
  waiting: CaseView[];
  bilans: CaseView[];
  toEngage: CaseView[];
  missions: MissionView[];
  callBacks: CallView[];
  tasks: Owed[];
}

export function handover(
  { cases, calls, ...sent }: { cases: Iterable<CaseView>; calls: Iterable<CallView> } & Sent,
  session: SessionView,
): Handover {
  const open = [...cases].filter((row) => !isFinished(row)).sort(byPriorityThenTime);
  return {
    held: open.filter((row) => holderOf(row)?.id === session.account_id),
    waiting: open.filter((row) => row.queue !== null && row.queue !== "BILAN" && row.taken_by === null),
    bilans: open.filter((row) => row.queue === "BILAN"),
    toEngage: open.filter((row) => decisionsToEngage(row, sent).length > 0),
    missions: [...sent.missions.values()]
      .filter((mission) => mission.closed_at === null)
      .sort((a, b) => a.status_at.localeCompare(b.status_at)),
    callBacks: toCallBack(calls),
    tasks: owedTasks(open, session),
  };
}
