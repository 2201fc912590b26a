/** Who, where, what time it is in the room, and whether what is shown is live. */
import type { ReactNode } from "react";
import { setRate } from "../api/desk";
import { Brand } from "../design/brand";
import { useWords } from "../i18n/words";
import { KeyButton } from "../keys/keys";
import { useAct } from "../live/act";
import { roughSpan } from "../live/age";
import { isDoubtful, positionsSilence } from "../live/silence";
import { useMay, useNow, useSelect, useSession, useStore } from "../live/store";
import { Appearance } from "./appearance";
import { Leave } from "./leave";

/** The region's time zone: the room's clock is the wall's, whatever the machine's. */
export const TIME_ZONE = "Europe/Paris";

/** `children`: what stands where the room says whether it is live, on a page that is no room. */
export function TopBar({ children }: { children?: ReactNode }) {
  const words = useWords();
  const session = useSession();
  const store = useStore();
  const may = useMay();
  const centres = [...new Set(session.rights.map((right) => right.centre))];
  const roles = [...new Set(session.rights.map((right) => right.role))];
  return (
    <header className="top">
      <h1 className="unseen">{`RRAMU, ${words.product}`}</h1>
      <Brand />
      <p className="post">
        <strong>{centres.length > 2 ? `${centres[0]} +${centres.length - 1}` : centres.join(", ")}</strong>
        <span data-testid="post">{`${session.name} · ${roles.map((role) => words.roles[role]).join(", ")}`}</span>
      </p>
      {may("live.watch") ? (
        <>
          <LiveState />
          <FleetCount />
        </>
      ) : (
        children
      )}
      <RoomClock />
      <Appearance />
      {may("patient.search") && (
        <KeyButton
          look="quiet"
          label={words.patients.open}
          chord="/"
          onPress={() => store.dispatch({ type: "view", view: { page: "patients", sought: {} } })}
          testid="patients-open"
        />
      )}
      {may("relief.change") && (
        <button
          type="button"
          className="button quiet"
          onClick={() => store.dispatch({ type: "view", view: { page: "handover" } })}
          data-testid="handover-open"
        >
          {words.relief.hand_over}
        </button>
      )}
      {may("room.replay") && (
        <button
          type="button"
          className="button quiet"
          onClick={() => store.dispatch({ type: "view", view: { page: "past" } })}
          data-testid="past-open"
        >
          {words.past.open}
        </button>
      )}
      {may("post.supervise") && (
        <button
          type="button"
          className="button quiet"
          onClick={() => store.dispatch({ type: "view", view: { page: "rooms" } })}
          data-testid="rooms-open"
        >
          {words.rooms.open}
        </button>
      )}
      {may("convention.set") && !may("post.supervise") && (
        <button
          type="button"
          className="button quiet"
          onClick={() => store.dispatch({ type: "view", view: { page: "conventions" } })}
          data-testid="conventions-open"
        >
          {words.centres.conventions_open}
        </button>
      )}
      {may("box.read") && (
        <button
          type="button"
          className="button quiet"
          onClick={() => store.dispatch({ type: "view", view: { page: "boxes" } })}
          data-testid="boxes-open"
        >
          {words.boxes.open}
        </button>
      )}
      {may("account.manage") && (
        <button
          type="button"
          className="button quiet"
          onClick={() => store.dispatch({ type: "view", view: { page: "accounts" } })}
          data-testid="accounts-open"
        >
          {words.people.manage.open}
        </button>
      )}
      <button
        type="button"
        className="button quiet"
        onClick={() => store.dispatch({ type: "view", view: { page: "account" } })}
        data-testid="account-open"
      >
        {words.people.account.open}
      </button>
      <Leave />
    </header>
  );
}

function LiveState() {
  const words = useWords();
  const link = useSelect((state) => state.link);
  const silent = useSelect((state) => isDoubtful(positionsSilence(state)));
  const age = useSelect((state) => Math.floor((state.nowMs - (state.heardAtMs ?? state.nowMs)) / 1000));
  const look = link === "live" && silent ? "doubtful" : link;
  return (
    <p className={`live-state ${look}`} data-testid="live-state" data-state={link} role="status">
      <span className="live-dot" aria-hidden="true" />
      {link === "live" && silent ? words.link.positions_silent : words.link[link]}
      {link === "live" && <small>{words.link.data_age(roughSpan(Math.max(0, age) * 1000, words.day))}</small>}
    </p>
  );
}

function FleetCount() {
  const words = useWords();
  const count = useSelect((state) => state.positions.size);
  return (
    <p className="fleet-count" data-testid="vehicle-count" data-count={count}>
      {words.bar.vehicles(count)}
    </p>
  );
}

function RoomClock() {
  const words = useWords();
  const now = useNow();
  const rate = useSelect((state) => state.clock?.rate ?? 1);
  const known = useSelect((state) => state.clock !== null);
  if (!known) return <p className="room-clock" />;
  const day = new Intl.DateTimeFormat(words.locale, {
    weekday: "short",
    day: "numeric",
    month: "short",
    timeZone: TIME_ZONE,
  });
  const time = new Intl.DateTimeFormat("fr-FR", { timeStyle: "medium", timeZone: TIME_ZONE });
  return (
    <p className="room-clock">
      <small>{day.format(now)}</small>
      <time dateTime={new Date(now).toISOString()} data-testid="clock">
        {time.format(now)}
      </time>
      <Rate rate={rate} />
    </p>
  );
}

const RATES = [1, 2, 5, 10, 20, 30];

/** The pace of an exercise: shown when it is not real time, set by an administrator. */
function Rate({ rate }: { rate: number }) {
  const words = useWords();
  const store = useStore();
  const act = useAct();
  const may = useMay();
  const kind = useSelect((state) => state.instance?.kind);
  const written = (one: number) => `× ${one.toLocaleString(words.locale)}`;
  if (!may("clock.set") || kind === undefined || kind === "production")
    return rate === 1 ? null : (
      <span className="rate" title={words.bar.clock_rate}>
        {written(rate)}
      </span>
    );
  return (
    <select
      className="rate"
      aria-label={words.bar.clock_rate}
      value={rate}
      onChange={(event) =>
        act(async () => {
          store.dispatch({ type: "instance", clock: await setRate(Number(event.target.value)) });
        })
      }
      data-testid="clock-rate"
    >
      {RATES.includes(rate) ? null : <option value={rate}>{written(rate)}</option>}
      {RATES.map((one) => (
        <option key={one} value={one}>
          {written(one)}
        </option>
      ))}
    </select>
  );
}
