/** Cases between centres: transfers, shares, hints. */
import type { Rows } from "../live/state";
import type {
  CaseView,
  HintView,
  LoadView,
  PoolEntry,
  PoolView,
  PostView,
  ShareEntry,
  TransferMotive,
  TransferRefusal,
  TransferView,
} from "../wire";
import { call } from "./http";

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
