/** How long positions have been silent: the tracker's feed, in its longest silent part. Pure. */
import type { State } from "./state";

/** A partition speaks every second, and the server tells of it every two: after this nobody vouches for the map. */
const DOUBTFUL_MS = 5_000;
/** Who reads the map knows within ten seconds that it stands still. */
const ALARM_MS = 8_000;

export interface Silence {
  /** Real milliseconds, to the second. When nothing was ever heard: since this connection. */
  ms: number;
  /** Part of the fleet was never heard since the server started, so nobody knows for how long. */
  never: boolean;
}

export function positionsSilence(state: State): Silence {
  const never = state.heardAtMs !== null && state.trackerHeardAtMs === null;
  const since = state.trackerHeardAtMs ?? (never ? state.linkSinceMs : state.nowMs);
  return { ms: Math.max(0, Math.floor((state.nowMs - since) / 1000) * 1000), never };
}

/** True when the sign of the connection must no longer say that all is live. */
export function isDoubtful({ ms, never }: Silence): boolean {
  return never || ms > DOUBTFUL_MS;
}

/** True when a notice over the map must say so. */
export function isAlarming({ ms }: Silence): boolean {
  return ms > ALARM_MS;
}
