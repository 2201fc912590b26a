/** An emergency department: who comes, when, how that is known, with what need; and its word that it has seen. */
import { readArrivals, saySeen } from "../api/partners";
import { useWords } from "../i18n/words";
import { KeyButton } from "../keys/keys";
import { clockSpan } from "../live/age";
import { useNow } from "../live/store";
import { useTime } from "../panels/use_time";
import type { Arrival } from "../wire";
import { PatientLine } from "./crew";
import { PartnerPage } from "./partner_page";
import { inOrderOfArrival, withoutTime } from "./reading";
import { type Told, useTold } from "./use_told";

type Say = Told<unknown>["say"];

export function EmergencyPage() {
  const words = useWords().partners.emergency;
  const told = useTold(readArrivals);
  const rows = inOrderOfArrival(told.value ?? []);
  const first = rows.find((row) => !row.seen_at);
  return (
    <PartnerPage name="emergency" title={words.title} told={told}>
      <section className="panel-page" aria-live="polite">
        <h3>
          {words.title} <span className="count">{rows.length}</span>
        </h3>
        {told.value?.length === 0 && <p className="empty">{words.none}</p>}
        <ol className="arrivals">
          {rows.map((row) => (
            <Row key={row.mission_id} row={row} keys={row === first} say={told.say} />
          ))}
        </ol>
      </section>
    </PartnerPage>
  );
}

function Row({ row, keys, say }: { row: Arrival; keys: boolean; say: Say }) {
  const words = useWords();
  return (
    <li className={row.seen_at ? "seen" : "unseen-yet"} data-testid="arrival" data-id={row.mission_id}>
      <When row={row} />
      <div className="who">
        <p>
          {row.care_level && <strong className="level">{row.care_level}</strong>}
          <strong>{row.motive ?? words.queue.no_motive}</strong>
        </p>
        <ul>
          {row.patients.length === 0 && <li className="dim">{words.partners.emergency.no_patient}</li>}
          {row.patients.map((patient) => (
            <PatientLine key={patient.id} patient={patient} />
          ))}
        </ul>
        <p className="dim">{`${row.call_sign} · ${words.mission.statuses[row.status]}`}</p>
      </div>
      <Seen row={row} keys={keys} say={say} />
    </li>
  );
}

function When({ row }: { row: Arrival }) {
  const words = useWords().partners.emergency;
  const time = useTime();
  const now = useNow();
  if (!row.arrives_at) return <p className="when dim">{words.without_time[withoutTime(row.status)]}</p>;
  return (
    <p className="when">
      <time dateTime={row.arrives_at} data-testid="arrives-at">
        {time(row.arrives_at)}
      </time>
      <span>{words.in_minutes(Math.round((Date.parse(row.arrives_at) - now) / 60_000))}</span>
      {row.method && (
        <small className={row.method === "ROADS" ? "dim" : "warn"} data-testid="method">
          {words.methods[row.method]}
        </small>
      )}
    </p>
  );
}

function Seen({ row, keys, say }: { row: Arrival; keys: boolean; say: Say }) {
  const words = useWords().partners.emergency;
  const time = useTime();
  const now = useNow();
  if (row.seen_at) return <p className="dim">{words.seen_at(time(row.seen_at))}</p>;
  const left = row.see_by ? Date.parse(row.see_by) - now : null;
  return (
    <div className="acts">
      {left !== null && (
        <small className={left > 0 ? "dim" : "warn"}>{left > 0 ? words.see_within(clockSpan(left)) : words.late}</small>
      )}
      <KeyButton
        label={words.seen}
        look="primary"
        onPress={() => void say(() => saySeen(row.mission_id))}
        testid="seen"
        {...(keys ? { chord: "v" } : {})}
      />
    </div>
  );
}
