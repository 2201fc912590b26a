/** The room at any past second: a page of its own, framed so that nobody takes it for the live one. Practice, rule 32. */
import type { Map as LibreMap } from "maplibre-gl";
import { useCallback, useEffect, useState } from "react";
import { roomAt } from "../api/past";
import { useWords } from "../i18n/words";
import { useAct } from "../live/act";
import { domainNow } from "../live/apply";
import { isStreamed, playedTo, STEP_MS } from "../live/past";
import { emptyState } from "../live/state";
import { Store, StoreContext, useSelect, useSession, useStore } from "../live/store";
import { RoomMap } from "../map/room_map";
import type { PastRoom, ReplayView } from "../wire";
import { Refusals } from "./notices";
import { endOf, PastControls, type Play } from "./past_controls";
import { PastLists } from "./past_lists";
import { PastMotive } from "./past_motive";
import { useStream } from "./past_play";
import { TIME_ZONE } from "./top_bar";

const FIRST_SPAN_MIN = 60;
const noLook = () => undefined;

export function PastPage({ onMap }: { onMap: (map: LibreMap) => void }) {
  const words = useWords();
  const store = useStore();
  const [replay, setReplay] = useState<ReplayView | null>(null);
  const [shown, setShown] = useState<PastRoom | null>(null);
  const day = new Intl.DateTimeFormat(words.locale, { dateStyle: "full", timeStyle: "medium", timeZone: TIME_ZONE });
  return (
    <div className="past" data-testid="past">
      <header className="past-banner">
        <strong>{words.past.banner}</strong>
        <span>{words.past.not_live}</span>
        {shown && <time dateTime={shown.at}>{day.format(Date.parse(shown.at))}</time>}
        <small>{words.past.without_names}</small>
        <button
          type="button"
          className="button primary"
          onClick={() => store.dispatch({ type: "view", view: { page: "room" } })}
          data-testid="past-back"
        >
          {words.past.back}
        </button>
      </header>
      {replay ? <Replay replay={replay} onMap={onMap} onShown={setShown} /> : <PastMotive onGiven={setReplay} />}
      <Refusals />
    </div>
  );
}

interface Props {
  replay: ReplayView;
  onMap: (map: LibreMap) => void;
  onShown: (room: PastRoom) => void;
}

/** A past second is asked for; a play at a slow pace is a stream, at a quick one room after room, the last wish wins. */
function Replay({ replay, onMap, onShown }: Props) {
  const act = useAct();
  const live = useStore();
  const past = usePastStore();
  const [room, setRoom] = useState<PastRoom | null>(null);
  const [play, setPlay] = useState<Play>(() => {
    const endMs = Math.floor((domainNow(live.state) ?? Date.now()) / 1000) * 1000;
    const startMs = endMs - FIRST_SPAN_MIN * 60_000;
    return { startMs, spanMin: FIRST_SPAN_MIN, atMs: startMs, pace: 1, playing: false };
  });
  const { atMs } = play;
  const [busy, setBusy] = useState(false);
  const stop = useCallback(() => setPlay((held) => ({ ...held, playing: false })), []);
  const show = useCallback(
    (found: PastRoom) => {
      setRoom(found);
      onShown(found);
    },
    [onShown],
  );
  const streamed = play.playing && isStreamed(play.pace);
  useStream({ replay, play, past, show, setPlay });

  useEffect(() => {
    if (streamed) return;
    let left = false;
    setBusy(true);
    void act(async () => {
      const found = await roomAt(replay, atMs);
      if (left) return;
      past.dispatch({ type: "past_room", room: found });
      show(found);
    }).then((done) => {
      if (left) return;
      setBusy(false);
      if (!done) stop();
    });
    return () => {
      left = true;
    };
  }, [replay, atMs, act, past, show, stop, streamed]);

  useEffect(() => {
    if (!play.playing || streamed || busy) return;
    const endMs = endOf(play, live);
    const next = setTimeout(
      () =>
        setPlay((held) => {
          const to = playedTo(held.atMs, STEP_MS, held.pace, endMs);
          return { ...held, atMs: to, playing: to < endMs };
        }),
      STEP_MS,
    );
    return () => clearTimeout(next);
  }, [play, busy, live, streamed]);

  return (
    <>
      <PastControls play={play} onPlay={setPlay} room={room} busy={busy} />
      <main className="past-body">
        <div className="past-map">
          <StoreContext value={past}>
            <RoomMap onLook={noLook} onMap={onMap} />
          </StoreContext>
        </div>
        {room && <PastLists room={room} />}
      </main>
    </>
  );
}

/** A store of its own for the map of the past: the live one goes on beside it, and nothing of it is shown there. */
function usePastStore(): Store {
  const live = useStore();
  const session = useSession();
  const theme = useSelect((state) => state.view.theme);
  const language = useSelect((state) => state.view.language);
  const directory = useSelect((state) => state.directory);
  const [past] = useState(() => new Store(emptyState(live.state.view.theme, live.state.view.language)));
  useEffect(() => {
    past.dispatch({ type: "session", session });
    past.dispatch({ type: "directory", directory });
    past.dispatch({ type: "link", link: "live" });
    past.dispatch({ type: "view", view: { theme, language } });
    const ticking = setInterval(() => past.dispatch({ type: "tick" }), STEP_MS);
    return () => clearInterval(ticking);
  }, [past, session, directory, theme, language]);
  return past;
}
