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
} from "../wire";
import { call, ProblemError, setCsrf } from "./http";

export async function signIn(login: string, password: string): Promise<SessionView> {
  const session = await call<SessionView>("POST", "/session", { login, password, kind: "cookie" });
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
  await call<null>("DELETE", "/session");
  setCsrf(null);
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
