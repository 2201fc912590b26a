/** What must be seen at once: not live, positions silent, the machine's clock wrong, P0 without a doctor, what the server refused. */
import { PriorityChip } from "../design/mark";
import { useWords } from "../i18n/words";
import { useKeys } from "../keys/keys";
import { clockSpan, roughSpan } from "../live/age";
import { unownedP0, waitsSince } from "../live/room";
import { isAlarming, positionsSilence } from "../live/silence";
import { useNow, useSelect, useStore } from "../live/store";

export function LiveBanner() {
  const words = useWords();
  const link = useSelect((state) => state.link);
  const since = useSelect((state) => Math.floor((state.nowMs - state.linkSinceMs) / 1000) * 1000);
  const silentMs = useSelect((state) => positionsSilence(state).ms);
  const never = useSelect((state) => positionsSilence(state).never);
  const alarming = useSelect((state) => isAlarming(positionsSilence(state)));
  if (link === "lost")
    return (
      <p className="banner frozen" role="alert" data-testid="not-live">
        <strong>{words.link.frozen}</strong>
        <span>{words.link.frozen_detail(clockSpan(since))}</span>
      </p>
    );
  if (link === "live" && alarming)
    return (
      <p className="banner" role="alert" data-testid="positions-silent">
        <strong>{words.link.positions_silent}</strong>
        <span>{never ? words.link.tracker_never : words.link.tracker_silent(roughSpan(silentMs, words.day))}</span>
      </p>
    );
  return null;
}

export function ClockBanner() {
  const words = useWords();
  const offByS = useSelect((state) => state.clockOffByS);
  if (offByS === null) return null;
  return (
    <p className="banner" role="alert" data-testid="clock-off">
      <strong>{words.link.clock_off}</strong>
      <span>{words.link.clock_off_detail(roughSpan(Math.abs(offByS) * 1000, words.day), offByS > 0)}</span>
    </p>
  );
}

export function P0Strip() {
  const words = useWords();
  const store = useStore();
  const now = useNow();
  const cases = useSelect((state) => state.cases);
  const alarming = unownedP0(cases.values());
  return (
    <div className="p0-strip" aria-live="assertive" data-testid="p0-strip" data-count={alarming.length}>
      {alarming.length > 0 && (
        <>
          <h2>{words.p0.title}</h2>
          <ul>
            {alarming.map((row) => (
              <li key={row.id}>
                <button
                  type="button"
                  onClick={() => store.dispatch({ type: "view", view: { caseId: row.id } })}
                  data-testid="p0-case"
                >
                  <PriorityChip priority="P0" />
                  <strong>{row.place?.label ?? words.queue.no_place}</strong>
                  <span>{row.motive ?? words.queue.no_motive}</span>
                  <time>{clockSpan(now - Date.parse(waitsSince(row)))}</time>
                  {row.escalated_at && <em data-testid="p0-escalated">{words.rooms.escalated}</em>}
                </button>
              </li>
            ))}
          </ul>
        </>
      )}
    </div>
  );
}

export function Refusals() {
  const words = useWords();
  const store = useStore();
  const refusals = useSelect((state) => state.refusals);
  const last = refusals.at(-1);
  useKeys({ Escape: () => last && store.dispatch({ type: "dismissed", id: last.id }) }, last !== undefined);
  return (
    <div className="refusals" role="alert" aria-live="assertive">
      {refusals.map((refusal) => (
        <section key={refusal.id} className="refusal" data-testid="refusal">
          <h2>{refusal.title}</h2>
          {refusal.detail && <p>{refusal.detail}</p>}
          {refusal.changes.length > 0 && (
            <dl>
              <dt className="changes-title">{words.refusal.changed}</dt>
              {refusal.changes.map((change) => (
                <dd key={change.field}>
                  <span>{words.refusal.fields[change.field] ?? change.field}</span>
                  <del>{change.before || words.refusal.nothing}</del>
                  <ins>{change.after || words.refusal.nothing}</ins>
                </dd>
              ))}
            </dl>
          )}
          <button
            type="button"
            className="button quiet"
            onClick={() => store.dispatch({ type: "dismissed", id: refusal.id })}
          >
            {words.refusal.dismiss}
          </button>
        </section>
      ))}
    </div>
  );
}
