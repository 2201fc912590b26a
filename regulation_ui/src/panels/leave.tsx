/** Leaving the post: at once when nothing is held; else a successor is asked, and the session ends when all is theirs. */
import { useEffect, useRef, useState } from "react";
import { signOut } from "../api/desk";
import { askRelief, readHoldings } from "../api/relief";
import { useWords } from "../i18n/words";
import { useAct } from "../live/act";
import { holderOf, owedTasks } from "../live/relief";
import { useMay, useSelect, useSession, useStore } from "../live/store";
import type { Holdings } from "../wire";

/** The button of the bar, and what it asks while something is held. */
export function Leave() {
  const words = useWords();
  const store = useStore();
  const act = useAct();
  const may = useMay();
  const [held, setHeld] = useState<Holdings | null>(null);
  const end = () =>
    act(async () => {
      await signOut();
      store.dispatch({ type: "session", session: null });
    });
  const leave = () =>
    act(async () => {
      const holdings = may("relief.change") ? await readHoldings() : null;
      if (holdings && holdings.case_ids.length + holdings.task_ids.length > 0) setHeld(holdings);
      else await end();
    });
  return (
    <>
      <button type="button" className="button quiet" onClick={() => void leave()} data-testid="sign-out">
        {words.bar.sign_out}
      </button>
      {held && <HandOver held={held} onStay={() => setHeld(null)} onLeave={() => void end()} />}
    </>
  );
}

interface Props {
  held: Holdings;
  onStay: () => void;
  onLeave: () => void;
}

function HandOver({ held, onStay, onLeave }: Props) {
  const words = useWords();
  const act = useAct();
  const dialog = useRef<HTMLDialogElement>(null);
  const [asked, setAsked] = useState(false);
  const count = useStillHeld();
  useEffect(() => dialog.current?.showModal(), []);
  const ask = (successorId: string) =>
    act(async () => {
      await askRelief(successorId);
      setAsked(true);
    });
  return (
    <dialog ref={dialog} className="leave" onClose={onStay} aria-labelledby="leave-title" data-testid="leave">
      <h2 id="leave-title">{words.relief.leave_title}</h2>
      <p>{words.relief.leave_hint}</p>
      <p>
        <strong>{words.relief.holding(count.cases, count.tasks)}</strong>
      </p>
      {held.colleagues.length === 0 && <p className="warn">{words.relief.nobody}</p>}
      <ul>
        {held.colleagues.map((one) => (
          <li key={one.account_id}>
            <button
              type="button"
              className="button"
              onClick={() => void ask(one.account_id)}
              data-testid="ask-relief"
              data-name={one.name}
            >
              {`${words.relief.ask} ${one.name} (${one.roles.map((role) => words.roles[role]).join(", ")})`}
            </button>
          </li>
        ))}
      </ul>
      {asked && count.cases + count.tasks > 0 && <p role="status">{words.relief.asked}</p>}
      <div className="acts">
        {count.cases + count.tasks === 0 && (
          <button type="button" className="button primary" onClick={onLeave} data-testid="leave-now">
            {words.relief.leave}
          </button>
        )}
        <button type="button" className="button quiet" onClick={() => dialog.current?.close()}>
          {words.relief.stay}
        </button>
      </div>
    </dialog>
  );
}

/** What is still held, as the room tells it: it falls to nothing when the successor accepts. */
function useStillHeld(): { cases: number; tasks: number } {
  const session = useSession();
  const cases = useSelect((state) => state.cases);
  const rows = [...cases.values()];
  return {
    cases: rows.filter((row) => holderOf(row)?.id === session.account_id).length,
    tasks: owedTasks(rows, session).filter(({ task }) => task.owner_id === session.account_id).length,
  };
}
