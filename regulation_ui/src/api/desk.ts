/** Sessions, the clock, and the small directories a desk needs at its start. */
import type {
  CentreView,
  ClockView,
  CommuneView,
  DemoAccount,
  FacilityView,
  GeoLayer,
  MotiveView,
  SessionView,
  SignedOut,
} from "../wire";
import { call, ProblemError, setCsrf } from "./http";

/** `code`: of the second factor, once the server has asked for it. */
export async function signIn(login: string, password: string, code: string | null): Promise<SessionView> {
  const session = await call<SessionView>("POST", "/session", { login, password, code, kind: "cookie" });
  setCsrf(session.csrf ?? null);
  return session;
}

/** The session of the cookie; null when there is none. */
export async function resume(): Promise<SessionView | null> {
  try {
    const session = await call<SessionView>("GET", "/session");
    setCsrf(session.csrf ?? null);
    return session;
  } catch (error) {
    if (error instanceof ProblemError && error.status === 401) return null;
    throw error;
  }
}

export async function signOut(): Promise<void> {
  const left = await call<SignedOut | null>("DELETE", "/session");
  setCsrf(null);
  if (left) location.assign(left.end_url); // the identity provider's session ends too
}

/** None on a production instance. */
export async function demoAccounts(): Promise<DemoAccount[]> {
  try {
    return await call<DemoAccount[]>("GET", "/demo/accounts");
  } catch (error) {
    if (error instanceof ProblemError && error.status === 404) return [];
    throw error;
  }
}

export const readClock = () => call<ClockView>("GET", "/clock");
export const setRate = (rate: number) => call<ClockView>("PUT", "/clock", { rate });
export const centres = () => call<CentreView[]>("GET", "/centres");
export const facilities = () => call<FacilityView[]>("GET", "/facilities");
export const motives = () => call<MotiveView[]>("GET", "/motives?q=");
export const geoLayers = () => call<GeoLayer[]>("GET", "/geo");
export const findCommunes = (letters: string) =>
  call<CommuneView[]>("GET", `/communes?q=${encodeURIComponent(letters)}&limit=8`);
