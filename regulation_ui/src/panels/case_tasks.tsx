/** What somebody owes this case at a set time: tasks that wait, and setting another in two keys. */
import { useState } from "react";
import { finishTask, setTask } from "../api/relief";
import { useWords } from "../i18n/words";
import { useAct } from "../live/act";
import { roughSpan } from "../live/age";
import { isOverdue } from "../live/relief";
import { isFinished } from "../live/room";
import { useMayAt, useNow } from "../live/store";
import { type CaseView, type Role, RolesOf, TaskKind, type TaskView } from "../wire";
import { useTime } from "./use_time";

const MINUTES = [5, 15, 30, 60];
/** A signature is owed by what was done, and asked for by nobody. */
const SET_BY_HAND = TaskKind.filter((one) => one !== "COUNTERSIGN");

export function CaseTasks({ row }: { row: CaseView }) {
  const words = useWords();
  const may = useMayAt(row.centre_id);
  const changes = may("task.do") && !isFinished(row);
  return (
    <section className="block" data-testid="case-tasks">
      <h3>{words.relief.tasks}</h3>
      {row.tasks.length === 0 && <p className="empty">{words.relief.none}</p>}
      <ul className="tasks">
        {row.tasks.map((task) => (
          <TaskLine key={task.id} row={row} task={task} />
        ))}
      </ul>
      {changes && <NewTask row={row} />}
    </section>
  );
}

/** One task with how late it is, and the button that says it is done. */
export function TaskLine({ row, task }: { row: CaseView; task: TaskView }) {
  const words = useWords();
  const may = useMayAt(row.centre_id);
  const act = useAct();
  const now = useNow();
  const time = useTime();
  const late = isOverdue(task, now);
  return (
    <li className={late ? "task-line late" : "task-line"} data-testid="task" data-overdue={late}>
      <strong>{words.relief.kinds[task.kind]}</strong>
      <span>
        {words.relief.due(time(task.due_at))}
        {late && <em>{`${words.relief.overdue} ${roughSpan(now - Date.parse(task.due_at), words.day)}`}</em>}
        <small>{task.owner ?? words.roles[task.role]}</small>
        {task.words && <small>{task.words}</small>}
      </span>
      {may("task.do") && (
        <button
          type="button"
          className="button"
          onClick={() => act(() => finishTask(row.id, task.id, null))}
          data-testid="task-done"
        >
          {words.relief.done}
        </button>
      )}
    </li>
  );
}

function NewTask({ row }: { row: CaseView }) {
  const words = useWords();
  const act = useAct();
  const now = useNow();
  const [kind, setKind] = useState<TaskKind>("CALL_BACK");
  const [role, setRole] = useState<Role | "">("");
  const [said, setSaid] = useState("");
  const set = async (minutes: number) => {
    const due_at = new Date(now + minutes * 60_000).toISOString();
    if (await act(() => setTask(row.id, { kind, due_at, words: said || null, role: role || null }))) setSaid("");
  };
  return (
    <fieldset className="new-task">
      <legend>{words.relief.set}</legend>
      <select value={kind} onChange={(event) => setKind(event.target.value as TaskKind)} aria-label={words.relief.set}>
        {SET_BY_HAND.map((one) => (
          <option key={one} value={one}>
            {words.relief.kinds[one]}
          </option>
        ))}
      </select>
      <select
        value={role}
        onChange={(event) => setRole(event.target.value as Role | "")}
        aria-label={words.relief.for_post}
      >
        <option value="">{words.relief.for_me}</option>
        {RolesOf["task.do"].map((one) => (
          <option key={one} value={one}>
            {words.roles[one]}
          </option>
        ))}
      </select>
      <input
        value={said}
        onChange={(event) => setSaid(event.target.value)}
        maxLength={400}
        placeholder={words.relief.words}
        aria-label={words.relief.words}
      />
      {MINUTES.map((minutes) => (
        <button
          key={minutes}
          type="button"
          className="button"
          onClick={() => void set(minutes)}
          data-testid={`task-in-${minutes}`}
        >
          {words.relief.minutes(minutes)}
        </button>
      ))}
    </fieldset>
  );
}
