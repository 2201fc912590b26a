/** Doctors at work, whom an intern acts under, and the signatures doctors owe. */
import type { Rows } from "../live/state";
import type { CaseView, Colleague, MissionView, SessionView } from "../wire";
import { resume } from "./desk";
import { call } from "./http";

export const doctorsAtWork = (centreId: string) => call<Colleague[]>("GET", `/centres/${centreId}/doctors`);

/** Gives the session again, with the senior named. */
export async function nameSenior(accountId: string): Promise<SessionView | null> {
  await call<null>("POST", "/session/senior", { senior_id: accountId });
  return resume();
}

export const signDecision = async (id: string): Promise<Rows> => ({
  cases: [await call<CaseView>("POST", `/decisions/${id}/countersign`)],
});
export const signOrder = async (id: string): Promise<Rows> => ({
  missions: [await call<MissionView>("POST", `/missions/${id}/countersign`)],
});
