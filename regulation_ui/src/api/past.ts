/** Looking back: the room at a past second, for a motive told first, and the inquest file of a case. */
import type { Carrier, Line } from "../live/socket";
import { EventLine } from "../live/stream";
import type { InquestFile, Past, PastRoom, ReplayEntry, ReplayView } from "../wire";
import { call } from "./http";

/** A room is rebuilt from facts; a whole chain is walked for a file. */
const ROOM_TIMEOUT_MS = 20_000;
const FILE_TIMEOUT_MS = 90_000;

export const openReplay = (entry: ReplayEntry) => call<ReplayView>("POST", "/room/replays", entry);

export function roomAt(replay: ReplayView, domainMs: number): Promise<PastRoom> {
  const asked = new URLSearchParams({
    centre_id: replay.centre_id,
    time: new Date(domainMs).toISOString(),
    replay_id: replay.id,
  });
  return call<PastRoom>("GET", `/room/at?${asked}`, undefined, ROOM_TIMEOUT_MS);
}

/** Opens the stream of the minute that begins at `domainMs`. */
export function pastLine(replay: ReplayView, domainMs: number, pace: Past["pace"], carrier: Carrier): Line {
  const asked = new URLSearchParams({
    centre_id: replay.centre_id,
    from_at: new Date(domainMs).toISOString(),
    replay_id: replay.id,
    pace: String(pace),
  });
  return carrier === "events"
    ? new EventLine(`/room/past/stream?${asked}`)
    : (new WebSocket(new URL(`/api/room/past?${asked}`, location.href.replace(/^http/, "ws"))) as Line);
}

export const makeInquest = (caseId: string, motive: string) =>
  call<InquestFile>("POST", `/cases/${caseId}/inquest`, { motive }, FILE_TIMEOUT_MS);
