/** Which second is shown: a start, a stretch with its slider, a play at a pace, and steps from fact to fact. */
import { useWords } from "../i18n/words";
import { domainNow } from "../live/apply";
import { hadHappenedMs, instantOf, PACES, type Pace, SPANS, type Span, wallText } from "../live/past";
import type { Store } from "../live/store";
import type { PastRoom } from "../wire";
import { TIME_ZONE } from "./top_bar";

/** Domain milliseconds; `atMs`: the second wanted. */
export interface Play {
  startMs: number;
  spanMin: Span;
  atMs: number;
  pace: Pace;
  playing: boolean;
}

/** Where a play ends: with its stretch, and never after the present. */
export function endOf(play: Pick<Play, "startMs" | "spanMin">, live: Store): number {
  return Math.min(play.startMs + play.spanMin * 60_000, domainNow(live.state) ?? Number.POSITIVE_INFINITY);
}

interface Props {
  play: Play;
  onPlay: (play: Play) => void;
  room: PastRoom | null;
  busy: boolean;
}

export function PastControls({ play, onPlay, room, busy }: Props) {
  const words = useWords().past;
  const { startMs, spanMin, atMs } = play;
  const endMs = startMs + spanMin * 60_000;
  /** Stops a play; a second outside the stretch begins a new one there. */
  const goTo = (ms: number) =>
    onPlay({ ...play, atMs: ms, startMs: ms < startMs || ms > endMs ? ms : startMs, playing: false });
  const before = room?.facts?.find((fact) => hadHappenedMs(fact.at) < atMs)?.at;
  const after = room?.next_at ?? null;
  const clock = new Intl.DateTimeFormat("fr-FR", { timeStyle: "medium", timeZone: TIME_ZONE });
  return (
    <section className="past-controls" aria-label={words.title} aria-busy={busy}>
      <label>
        {words.start}
        <input
          type="datetime-local"
          step={1}
          value={wallText(startMs, TIME_ZONE)}
          onChange={(event) => {
            const ms = instantOf(event.target.value, TIME_ZONE);
            if (ms !== null) onPlay({ ...play, startMs: ms, atMs: ms, playing: false });
          }}
          data-testid="past-start"
        />
      </label>
      <label>
        {words.span}
        <select
          value={spanMin}
          onChange={(event) => {
            const span = SPANS.find((one) => one === Number(event.target.value)) ?? spanMin;
            onPlay({ ...play, spanMin: span, atMs: Math.min(atMs, startMs + span * 60_000) });
          }}
        >
          {SPANS.map((one) => (
            <option key={one} value={one}>
              {words.spans[one]}
            </option>
          ))}
        </select>
      </label>
      <button
        type="button"
        className="button"
        disabled={before === undefined}
        onClick={() => before && goTo(hadHappenedMs(before))}
        data-testid="past-previous"
      >
        {`‹ ${words.previous}`}
      </button>
      <button
        type="button"
        className="button primary"
        aria-pressed={play.playing}
        onClick={() => onPlay({ ...play, playing: !play.playing, atMs: atMs >= endMs ? startMs : atMs })}
        data-testid="past-play"
      >
        {play.playing ? `⏸ ${words.pause}` : `▶ ${words.play}`}
      </button>
      <select
        aria-label={words.pace}
        value={play.pace}
        onChange={(event) => {
          const pace = PACES.find((one) => one === Number(event.target.value)) ?? play.pace;
          onPlay({ ...play, pace });
        }}
        data-testid="past-pace"
      >
        {PACES.map((one) => (
          <option key={one} value={one}>{`× ${one}`}</option>
        ))}
      </select>
      <button
        type="button"
        className="button"
        disabled={after === null}
        onClick={() => after && goTo(hadHappenedMs(after))}
        data-testid="past-next"
      >
        {after === null && !play.playing ? words.nothing_after : `${words.next} ›`}
      </button>
      <div className="past-slider">
        <span className="dim">{clock.format(startMs)}</span>
        <input
          type="range"
          min={startMs}
          max={endMs}
          step={1000}
          value={atMs}
          aria-label={words.second}
          aria-valuetext={clock.format(atMs)}
          onChange={(event) => goTo(Number(event.target.value))}
          data-testid="past-slider"
        />
        <span className="dim">{clock.format(endMs)}</span>
        <output data-testid="past-at">{clock.format(atMs)}</output>
        <small role="status">{busy && !play.playing ? words.loading : ""}</small>
      </div>
    </section>
  );
}
