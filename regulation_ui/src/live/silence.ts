/** How long positions have been silent: the tracker's feed, in its longest silent part. Pure. */
import type { State } from "./state";

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
