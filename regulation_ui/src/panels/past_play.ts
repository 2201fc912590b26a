/** Plays the past minute by minute from the server's stream, into the store of the past. */
import { type Dispatch, type SetStateAction, useEffect, useRef } from "react";
import { pastLine } from "../api/past";
import { domainNow } from "../live/apply";
import { isStreamed, roomShown, STEP_MS } from "../live/past";
import { playPast } from "../live/past_stream";
import { type Store, useStore } from "../live/store";
import type { PastRoom, ReplayView } from "../wire";
import { endOf, type Play } from "./past_controls";

interface Props {
  replay: ReplayView;
  play: Play;
  past: Store;
  show: (room: PastRoom) => void;
  setPlay: Dispatch<SetStateAction<Play>>;
}

export function useStream({ replay, play, past, show, setPlay }: Props): void {
  const live = useStore();
  const latest = useRef(play);
  latest.current = play;
  const pace = play.playing && isStreamed(play.pace) ? play.pace : null;
  const { startMs, spanMin } = play;

  useEffect(() => {
    if (pace === null) return;
    const endMs = endOf({ startMs, spanMin }, live);
    let stop: () => void = () => undefined;
    const shownMs = () => Math.floor((domainNow(past.state) ?? latest.current.atMs) / 1000) * 1000;
    const look = () => {
      if (!past.state.replay) return;
      show(roomShown(past.state, replay.centre_id));
      const atMs = Math.min(endMs, shownMs());
      setPlay((held) => ({ ...held, atMs, playing: held.playing && atMs < endMs }));
    };
    const from = (fromMs: number) => {
      stop = playPast({
        open: (carrier) => pastLine(replay, fromMs, pace, carrier),
        hear: past.dispatch,
        ended: (whole) => {
          look();
          const toMs = shownMs();
          if (whole && toMs > fromMs && toMs < endMs) from(toMs);
          else setPlay((held) => ({ ...held, playing: false }));
        },
      });
    };
    from(latest.current.atMs);
    const looking = setInterval(look, STEP_MS);
    return () => {
      clearInterval(looking);
      stop();
    };
  }, [replay, pace, startMs, spanMin, past, live, show, setPlay]);
}
