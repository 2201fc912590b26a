/** The tasks this person owes, theirs and their post's, soonest due first; a click opens the case. */
import { useWords } from "../i18n/words";
import { isOverdue, owedTasks } from "../live/relief";
import { useNow, useSelect, useSession, useStore } from "../live/store";
import { useTime } from "./use_time";
import { shortNumber } from "./words_of";

const SHOWN = 4;

export function MyTasks() {
  const words = useWords();
  const store = useStore();
  const session = useSession();
  const now = useNow();
  const time = useTime();
  const cases = useSelect((state) => state.cases);
  const owed = owedTasks(cases.values(), session);
  if (owed.length === 0) return null;
  const late = owed.filter(({ task }) => isOverdue(task, now)).length;
  return (
    <section className="panel" aria-label={words.relief.mine} data-testid="my-tasks">
      <h3 className="panel-title sub">
        {words.relief.mine}
        <span className={late > 0 ? "count hot" : "count"} data-testid="my-tasks-late" data-count={late}>
          {owed.length}
        </span>
      </h3>
      <ul className="rows">
        {owed.slice(0, SHOWN).map(({ row, task }) => (
          <li key={task.id}>
            <button
              type="button"
              className={isOverdue(task, now) ? "task-row late" : "task-row"}
              onClick={() => store.dispatch({ type: "view", view: { caseId: row.id } })}
            >
              <time>{time(task.due_at)}</time>
              <span>{words.relief.kinds[task.kind]}</span>
              <small>{`${words.numbered(shortNumber(row.number))} · ${row.place?.label ?? words.queue.no_place}`}</small>
            </button>
          </li>
        ))}
        {owed.length > SHOWN && <li className="more">+ {owed.length - SHOWN}</li>}
      </ul>
    </section>
  );
}
