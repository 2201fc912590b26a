/** Calls, cases, missions and vehicles of a past second, and what had just happened. Read only: nothing here acts on the room. */
import type { ReactNode } from "react";
import { CallerSign, PriorityChip } from "../design/mark";
import { useWords } from "../i18n/words";
import { clockSpan } from "../live/age";
import { byPriorityThenTime, followUp, isFinished, waitsSince } from "../live/room";
import { useMay } from "../live/store";
import type { CaseView, PastRoom } from "../wire";
import { InquestButton } from "./inquest_button";
import { TIME_ZONE } from "./top_bar";
import { shortNumber } from "./words_of";

export function PastLists({ room }: { room: PastRoom }) {
  const words = useWords();
  const atMs = Date.parse(room.at);
  const cases = new Map(room.cases.map((row) => [row.id, row]));
  const missions = followUp(room.missions, atMs);
  const open = [...cases.values()].filter((row) => !isFinished(row)).sort(byPriorityThenTime);
  const waiting = room.calls.filter((call) => call.state !== "ENDED");
  const clock = new Intl.DateTimeFormat("fr-FR", { timeStyle: "medium", timeZone: TIME_ZONE });
  const fleet = room.vehicles ?? [];
  const free = fleet.filter((one) => one.availability === "AVAILABLE" && one.mission_id === null);
  const numberOf = (id: string | null) => {
    const row = id === null ? undefined : cases.get(id);
    return row ? words.numbered(shortNumber(row.number)) : "";
  };
  return (
    <aside className="past-lists">
      <p className="past-fleet" data-testid="past-fleet">
        {words.past.available(free.length, fleet.length)}
      </p>
      <Listed title={words.past.calls} count={waiting.length}>
        {waiting.map((call) => (
          <li key={call.id}>
            <b>{words.call.lines[call.line]}</b>
            <span>{words.call.states[call.state]}</span>
            <span className="dim">{numberOf(call.case_id)}</span>
            <time>{clockSpan(atMs - Date.parse(call.rang_at))}</time>
          </li>
        ))}
      </Listed>
      <Listed title={words.past.cases} count={open.length}>
        {open.map((row) => (
          <PastCase key={row.id} row={row} atMs={atMs} />
        ))}
      </Listed>
      <Listed title={words.past.missions} count={missions.length}>
        {missions.map((mission) => (
          <li key={mission.id}>
            <b>{mission.call_sign}</b>
            <span>{words.mission.statuses[mission.status]}</span>
            <span className="dim">{words.numbered(shortNumber(mission.case_number))}</span>
            <time>{clockSpan(atMs - Date.parse(mission.status_at))}</time>
          </li>
        ))}
      </Listed>
      <Listed title={words.past.facts} count={null}>
        {(room.facts ?? []).map((fact) => (
          <li key={`${fact.at} ${fact.kind} ${fact.case_id} ${fact.call_id}`}>
            <time>{clock.format(Date.parse(fact.at))}</time>
            <span>{words.log_kinds[fact.kind] ?? fact.kind}</span>
            <span className="dim">{numberOf(fact.case_id)}</span>
          </li>
        ))}
      </Listed>
    </aside>
  );
}

function Listed({ title, count, children }: { title: string; count: number | null; children: ReactNode[] }) {
  const words = useWords();
  return (
    <section>
      <h2 className="panel-title">
        {title}
        {count !== null && <span className="count">{count}</span>}
      </h2>
      {children.length === 0 ? <p className="dim">{words.past.none}</p> : <ul>{children}</ul>}
    </section>
  );
}

function PastCase({ row, atMs }: { row: CaseView; atMs: number }) {
  const words = useWords();
  const may = useMay();
  return (
    <li className="past-case" data-testid="past-case" data-id={row.id}>
      <PriorityChip priority={row.priority} />
      <b>{words.numbered(shortNumber(row.number))}</b>
      <span>{row.withheld ? words.past.withheld : [row.motive, row.place?.label].filter(Boolean).join(" · ")}</span>
      <CallerSign caller={row.caller} />
      <time>{clockSpan(atMs - Date.parse(waitsSince(row)))}</time>
      {may("case.inquest") && <InquestButton row={row} />}
    </li>
  );
}
