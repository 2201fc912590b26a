/** The frame of a page outside the room: who, what time, how fresh; its own content under it. */
import { type ReactNode, useEffect } from "react";
import { readClock } from "../api/desk";
import { useWords } from "../i18n/words";
import { timeOfDay } from "../live/age";
import { domainNow } from "../live/apply";
import { useSelect, useStore } from "../live/store";
import { Refusals } from "../panels/notices";
import { TIME_ZONE, TopBar } from "../panels/top_bar";
import type { Told } from "./use_told";

/** The clock may be set to another pace meanwhile. */
const CLOCK_EVERY_MS = 20_000;

interface Props {
  name: string;
  title: string;
  told: Told<unknown>;
  children: ReactNode;
}

export function PartnerPage({ name, title, told, children }: Props) {
  const words = useWords();
  const store = useStore();
  useEffect(() => {
    const read = () =>
      readClock().then(
        (clock) => store.dispatch({ type: "instance", clock }),
        () => undefined,
      );
    void read();
    const timer = setInterval(() => void read(), CLOCK_EVERY_MS);
    return () => clearInterval(timer);
  }, [store]);
  return (
    <div className={`desk partner ${name}`}>
      <TopBar>
        <Freshness told={told} />
      </TopBar>
      <div className="notices">
        {told.lost && (
          <p className="partner-lost" role="alert">
            {words.partners.lost_detail}
          </p>
        )}
      </div>
      <main className="partner-body">
        <h2 className="unseen">{title}</h2>
        {children}
      </main>
      <Refusals />
    </div>
  );
}

function Freshness({ told }: { told: Told<unknown> }) {
  const words = useWords();
  const { atMs, lost } = told;
  const look = lost ? "lost" : atMs === null ? "connecting" : "live";
  const time = useSelect((state) => {
    const now = domainNow(state);
    if (atMs === null || now === null || state.clock === null) return null;
    return timeOfDay(now - (state.nowMs - atMs) * state.clock.rate, TIME_ZONE, true);
  });
  return (
    <p className={`live-state ${look}`} data-testid="live-state" data-state={look} role="status">
      <span className="live-dot" aria-hidden="true" />
      {lost ? words.partners.lost : atMs === null ? words.link.connecting : words.link.live}
      {time && <small>{words.partners.told_at(time)}</small>}
    </p>
  );
}
