/** Cases between centres: transfers, shares, hints. */
import type { Rows } from "../live/state";
import type { CaseView, HintView, TransferMotive, TransferRefusal, TransferView } from "../wire";
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
