/** Tasks of a case, and handing over what one holds. */
import type { Rows } from "../live/state";
import type { CaseView, Holdings, TaskEntry } from "../wire";
import { call } from "./http";

const ofCase = async (answer: Promise<CaseView>): Promise<Rows> => ({ cases: [await answer] });

export const setTask = (caseId: string, entry: TaskEntry) =>
  ofCase(call<CaseView>("POST", `/cases/${caseId}/tasks`, entry));
export const finishTask = (caseId: string, taskId: string, words: string | null) =>
  ofCase(call<CaseView>("POST", `/cases/${caseId}/tasks/${taskId}/done`, { words }));
export const assignTask = (caseId: string, taskId: string, accountId: string) =>
  ofCase(call<CaseView>("POST", `/cases/${caseId}/tasks/${taskId}/assign`, { account_id: accountId }));
export const assignCase = (caseId: string, accountId: string) =>
  ofCase(call<CaseView>("POST", `/cases/${caseId}/assign`, { account_id: accountId }));

export const readHoldings = () => call<Holdings>("GET", "/relief");
export const askRelief = (successorId: string) => call<Holdings>("POST", "/relief", { successor_id: successorId });
export const answerRelief = async (leaverId: string, accepted: boolean): Promise<Rows> => ({
  cases: await call<CaseView[]>("POST", "/relief/answer", { leaver_id: leaverId, accepted }),
});
