/** Whose lines and queues another centre works too: seen, opened, closed. */
import { useState } from "react";
import { beginPool, endPool } from "../api/centres";
import { useWords } from "../i18n/words";
import { centresSupervised, minuteOf, timeOf } from "../live/centres";
import { useSelect, useSession } from "../live/store";
import { PoolReason, type PoolView, type Role } from "../wire";
import { useCentreName } from "./centre_name";
import { useTime } from "./use_time";

const POOLED: readonly Role[] = ["ARM", "ARM_SUIVI", "MRU", "MRL", "SPECIALIST", "OSNP"];

interface Props {
  pools: PoolView[];
  onChange: (work: () => Promise<unknown>) => void;
}

export function Pools({ pools, onChange }: Props) {
  const words = useWords();
  const name = useCentreName();
  const time = useTime();
  const supervised = centresSupervised(useSession());
  return (
    <section>
      <h2>{words.rooms.pools}</h2>
      {pools.length === 0 && <p className="dim">{words.rooms.pools_none}</p>}
      <ul className="sessions">
        {pools.map((pool) => (
          <li key={pool.id} data-testid="pool" data-in-force={pool.in_force}>
            <span>
              <strong>{words.rooms.pool(name(pool.centre_id), name(pool.by_centre_id))}</strong>
              <small>
                {[
                  words.rooms.reasons[pool.reason],
                  pool.roles.map((role) => words.roles[role]).join(", "),
                  hoursOf(pool, words.rooms),
                  words.rooms.pooled_since(time(pool.since)),
                  pool.set_by && words.rooms.set_by(pool.set_by),
                ]
                  .filter(Boolean)
                  .join(" · ")}
              </small>
            </span>
            <em className={pool.in_force ? "good" : "dim"}>
              {pool.in_force ? words.rooms.in_force : words.rooms.out_of_hours}
            </em>
            {supervised.has(pool.centre_id) && (
              <button
                type="button"
                className="button"
                aria-label={words.rooms.end_pool_of(name(pool.centre_id), name(pool.by_centre_id))}
                onClick={() => onChange(() => endPool(pool.id))}
                data-testid="pool-end"
              >
                {words.rooms.end_pool}
              </button>
            )}
          </li>
        ))}
      </ul>
      {supervised.size > 0 && <NewPool supervised={supervised} onChange={onChange} />}
    </section>
  );
}

function hoursOf(pool: PoolView, words: ReturnType<typeof useWords>["rooms"]): string {
  const hours =
    pool.from_minute === pool.to_minute
      ? words.all_day
      : words.between(timeOf(pool.from_minute), timeOf(pool.to_minute));
  return `${hours}, ${words.until_closed}`;
}

function NewPool({ supervised, onChange }: { supervised: ReadonlySet<string>; onChange: Props["onChange"] }) {
  const words = useWords();
  const centres = useSelect((state) => state.directory.centres);
  const [helped, setHelped] = useState([...supervised][0] ?? "");
  const [helper, setHelper] = useState("");
  const [reason, setReason] = useState<PoolReason>("OVERFLOW");
  const [roles, setRoles] = useState<ReadonlySet<Role>>(new Set<Role>(["ARM"]));
  const [from, setFrom] = useState("20:00");
  const [to, setTo] = useState("08:00");
  const others = centres.filter((centre) => centre.id !== helped);
  const by = others.some((centre) => centre.id === helper) ? helper : (others[0]?.id ?? "");
  const toggle = (role: Role) => setRoles(new Set(POOLED.filter((one) => roles.has(one) !== (one === role))));
  const minutes = reason === "NIGHT" ? { from_minute: minuteOf(from), to_minute: minuteOf(to) } : {};
  const begin = () => beginPool({ centre_id: helped, by_centre_id: by, reason, roles: [...roles], ...minutes });
  return (
    <form
      className="new-pool"
      onSubmit={(event) => {
        event.preventDefault();
        onChange(begin);
      }}
    >
      <h3>{words.rooms.new_pool}</h3>
      <div className="row">
        <label>
          {words.rooms.helped}
          <select value={helped} onChange={(event) => setHelped(event.target.value)} data-testid="pool-helped">
            {centres
              .filter((centre) => supervised.has(centre.id))
              .map((centre) => (
                <option key={centre.id} value={centre.id}>
                  {centre.name}
                </option>
              ))}
          </select>
        </label>
        <label>
          {words.rooms.helper}
          <select value={by} onChange={(event) => setHelper(event.target.value)} data-testid="pool-helper">
            {others.map((centre) => (
              <option key={centre.id} value={centre.id}>
                {centre.name}
              </option>
            ))}
          </select>
        </label>
        <label>
          {words.rooms.reason}
          <select
            value={reason}
            onChange={(event) => setReason(event.target.value as PoolReason)}
            data-testid="pool-reason"
          >
            {PoolReason.map((one) => (
              <option key={one} value={one}>
                {words.rooms.reasons[one]}
              </option>
            ))}
          </select>
        </label>
        {reason === "NIGHT" && (
          <>
            <label>
              {words.rooms.from}
              <input type="time" required value={from} onChange={(event) => setFrom(event.target.value)} />
            </label>
            <label>
              {words.rooms.to}
              <input type="time" required value={to} onChange={(event) => setTo(event.target.value)} />
            </label>
          </>
        )}
      </div>
      <fieldset className="posts-row">
        <legend>{words.rooms.roles}</legend>
        {POOLED.map((role) => (
          <label key={role}>
            <input
              type="checkbox"
              checked={roles.has(role)}
              onChange={() => toggle(role)}
              data-testid={`pool-${role}`}
            />
            {words.roles[role]}
          </label>
        ))}
      </fieldset>
      <button
        type="submit"
        className="button primary"
        disabled={roles.size === 0 || by === ""}
        data-testid="pool-begin"
      >
        {words.rooms.begin_pool}
      </button>
    </form>
  );
}
