/** The handover page of a post: what is held, waits, runs and is owed, on one sheet that prints. */
import type { ReactNode } from "react";
import { useWords } from "../i18n/words";
import { handover } from "../live/relief";
import { useNow, useSelect, useSession, useStore } from "../live/store";
import type { CaseView } from "../wire";
import { useTime } from "./use_time";
import { phoneNumber, shortNumber } from "./words_of";

export function HandoverPage() {
  const words = useWords();
  const store = useStore();
  const session = useSession();
  const now = useNow();
  const time = useTime();
  const calls = useSelect((state) => state.calls);
  const cases = useSelect((state) => state.cases);
  const missions = useSelect((state) => state.missions);
  const vehicles = useSelect((state) => state.vehicles);
  const told = handover({ calls: calls.values(), cases: cases.values(), missions, vehicles }, session);
  return (
    <main className="handover" data-testid="handover">
      <header>
        <h1>{words.relief.page}</h1>
        <p>{words.relief.written(time(new Date(now).toISOString()), session.name)}</p>
        <button type="button" className="button primary" onClick={() => window.print()}>
          {words.relief.print}
        </button>
        <button
          type="button"
          className="button"
          onClick={() => store.dispatch({ type: "view", view: { page: "room" } })}
          data-testid="handover-back"
        >
          {words.relief.back}
        </button>
      </header>
      <Part title={words.relief.held} rows={told.held} line={CaseLine} />
      <Part title={words.relief.waiting} rows={told.waiting} line={CaseLine} />
      <Part title={words.relief.bilans} rows={told.bilans} line={CaseLine} />
      <Part title={words.relief.to_engage} rows={told.toEngage} line={CaseLine} />
      <Part
        title={words.relief.missions}
        rows={told.missions}
        line={(mission) => (
          <>
            <strong>{mission.call_sign}</strong>
            <span>{words.mission.statuses[mission.status]}</span>
            <time>{time(mission.status_at)}</time>
            <span>{words.numbered(shortNumber(cases.get(mission.case_id)?.number ?? ""))}</span>
          </>
        )}
      />
      <Part
        title={words.relief.call_backs}
        rows={told.callBacks}
        line={(call) => (
          <>
            <strong>{call.number ? phoneNumber(call.number) : words.call.withheld}</strong>
            <time>{time(call.rang_at)}</time>
          </>
        )}
      />
      <Part
        title={words.relief.mine}
        rows={told.tasks.map(({ row, task }) => ({ ...task, row }))}
        line={({ row, ...task }) => (
          <>
            <time>{time(task.due_at)}</time>
            <strong>{words.relief.kinds[task.kind]}</strong>
            <span>{words.numbered(shortNumber(row.number))}</span>
            {task.words && <span>{task.words}</span>}
          </>
        )}
      />
    </main>
  );
}

function Part<Row extends { id: string }>({
  title,
  rows,
  line,
}: {
  title: string;
  rows: Row[];
  line: (row: Row) => ReactNode;
}) {
  const words = useWords();
  return (
    <section>
      <h2>
        {title} <span className="count">{rows.length}</span>
      </h2>
      {rows.length === 0 ? (
        <p className="dim">{words.relief.nothing}</p>
      ) : (
        <ul>
          {rows.map((row) => (
            <li key={row.id}>{line(row)}</li>
          ))}
        </ul>
      )}
    </section>
  );
}

function CaseLine(row: CaseView): ReactNode {
  return <CaseWords row={row} />;
}

function CaseWords({ row }: { row: CaseView }) {
  const words = useWords();
  const time = useTime();
  return (
    <>
      <strong>{row.priority}</strong>
      <time>{time(row.opened_at)}</time>
      <span>{words.numbered(shortNumber(row.number))}</span>
      <span>{row.motive ?? words.queue.no_motive}</span>
      <span>{row.place?.label ?? words.queue.no_place}</span>
      {row.caller_number && <span>{phoneNumber(row.caller_number)}</span>}
      {row.taken_by && <span>{words.queue.taken_by(row.taken_by)}</span>}
    </>
  );
}
