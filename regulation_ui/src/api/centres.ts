/** Between centres: transfers, help, conventions, shares, hints. */
import type { Rows } from "../live/state";
import type {
  CaseView,
  ConventionEntry,
  ConventionView,
  Engagement,
  HelpRefusal,
  HelpView,
  HintView,
  LoadView,
  MissionView,
  PoolEntry,
  PoolView,
  PostView,
  ShareEntry,
  TransferMotive,
  TransferRefusal,
  TransferView,
} from "../wire";
import { call, ProblemError } from "./http";
import { engage } from "./room";

const transferred = async (answer: Promise<TransferView>): Promise<Rows> => ({ transfers: [await answer] });

export const askTransfer = (caseId: string, centreId: string, motive: TransferMotive) =>
  transferred(call<TransferView>("POST", `/cases/${caseId}/transfer`, { to_centre_id: centreId, motive }));
export const acceptTransfer = async (id: string): Promise<Rows> => ({
  cases: [await call<CaseView>("POST", `/transfers/${id}/accept`)],
});
export const refuseTransfer = (id: string, motive: TransferRefusal) =>
  transferred(call<TransferView>("POST", `/transfers/${id}/refuse`, { motive }));
export const takeTransferBack = (id: string) => transferred(call<TransferView>("POST", `/transfers/${id}/take-back`));
export const readHints = (caseId: string) => call<HintView[]>("GET", `/cases/${caseId}/hints`);

const ofCase = async (answer: Promise<CaseView>): Promise<Rows> => ({ cases: [await answer] });

export const askOpinion = (caseId: string, entry: ShareEntry) =>
  ofCase(call<CaseView>("POST", `/cases/${caseId}/shares`, entry));
export const giveOpinion = (caseId: string, centreId: string, words: string) =>
  ofCase(call<CaseView>("POST", `/cases/${caseId}/shares/${centreId}/answer`, { words }));
export const endOpinion = (caseId: string, centreId: string) =>
  ofCase(call<CaseView>("DELETE", `/cases/${caseId}/shares/${centreId}`));

export const readPools = () => call<PoolView[]>("GET", "/pools");
export const beginPool = (entry: PoolEntry) => call<PoolView>("POST", "/pools", entry);
export const endPool = (id: string) => call<PoolView>("DELETE", `/pools/${id}`);
export const readLoads = () => call<LoadView[]>("GET", "/centres/loads");
export const readPosts = () => call<PostView[]>("GET", "/posts");
export const endPost = (centreId: string, accountId: string) =>
  call<PostView[]>("DELETE", `/centres/${centreId}/posts/${accountId}`);

const requested = async (answer: Promise<HelpView>): Promise<Rows> => ({ helpRequests: [await answer] });

export const askHelp = (engagement: Engagement) => requested(call<HelpView>("POST", "/help-requests", engagement));
/** Engages a vehicle; one that is another centre's is asked for. */
export async function engageOrAsk(engagement: Engagement): Promise<Rows> {
  try {
    return await engage(engagement);
  } catch (error) {
    if (error instanceof ProblemError && error.code === "ask-its-centre") return askHelp(engagement);
    throw error;
  }
}
export const acceptHelp = async (id: string): Promise<Rows> => ({
  missions: [await call<MissionView>("POST", `/help-requests/${id}/accept`)],
});
export const refuseHelp = (id: string, motive: HelpRefusal) =>
  requested(call<HelpView>("POST", `/help-requests/${id}/refuse`, { motive }));
export const takeHelpBack = (id: string) => requested(call<HelpView>("POST", `/help-requests/${id}/take-back`));

export const readConventions = () => call<ConventionView[]>("GET", "/conventions");
export const beginConvention = (entry: ConventionEntry) => call<ConventionView>("POST", "/conventions", entry);
export const endConvention = (id: string) => call<ConventionView>("DELETE", `/conventions/${id}`);
