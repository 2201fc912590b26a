/** One's own account, one-time links, and the accounts one manages. */
import type {
  AccessEntry,
  AccessLinkView,
  AccessView,
  AccountChange,
  AccountEntry,
  AccountRow,
  ManagerChoices,
  NewAccount,
  OwnAccount,
  ProviderView,
  RecoveryCodes,
  ScopeEntry,
  ScopeView,
  SessionRow,
} from "../wire";
import { call, ProblemError } from "./http";

/** The identity provider of the door; null where none is set up. */
export async function provider(): Promise<ProviderView | null> {
  try {
    return await call<ProviderView>("GET", "/oidc");
  } catch (error) {
    if (error instanceof ProblemError && error.status === 404) return null;
    throw error;
  }
}

export const lookAtLink = (token: string) => call<AccessView>("POST", "/access/look", { token });
export const useLink = (entry: AccessEntry) => call<RecoveryCodes>("POST", "/access", entry);

export const ownAccount = () => call<OwnAccount>("GET", "/account");
export const endSession = (id: string) => call<null>("DELETE", `/account/sessions/${id}`);
export const endOtherSessions = () => call<null>("DELETE", "/account/sessions");
export const changePassword = (current: string, password: string) =>
  call<null>("PUT", "/account/password", { current, password });
export const replaceSecondFactor = (password: string) =>
  call<AccessLinkView>("POST", "/account/second-factor", { password });
export const renewRecoveryCodes = (password: string) =>
  call<RecoveryCodes>("POST", "/account/recovery-codes", { password });

export const accounts = (letters: string) => call<AccountRow[]>("GET", `/accounts?q=${encodeURIComponent(letters)}`);
export const managerChoices = () => call<ManagerChoices>("GET", "/accounts/choices");
export const openAccount = (entry: AccountEntry) => call<NewAccount>("POST", "/accounts", entry);
export const changeAccount = (id: string, change: AccountChange) =>
  call<AccountRow>("PATCH", `/accounts/${id}`, change);
export const resetAccount = (id: string) => call<AccessLinkView>("POST", `/accounts/${id}/link`);
export const sessionsOf = (id: string) => call<SessionRow[]>("GET", `/accounts/${id}/sessions`);
export const endSessionOf = (id: string, sessionId: string) =>
  call<null>("DELETE", `/accounts/${id}/sessions/${sessionId}`);

export const scopes = () => call<ScopeView[]>("GET", "/account-scopes");
export const giveScope = (entry: ScopeEntry) => call<ScopeView>("POST", "/account-scopes", entry);
export const takeScopeBack = (id: string) => call<null>("DELETE", `/account-scopes/${id}`);
