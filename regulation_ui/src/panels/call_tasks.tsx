/** What becomes of a call that is no new case: attached to one that exists, or filed with one key. */
import { attachCall, fileCall } from "../api/room";
import { PriorityChip } from "../design/mark";
import { useWords } from "../i18n/words";
import { KeyButton } from "../keys/keys";
import { useAct } from "../live/act";
import { useSelect, useSession, useStore } from "../live/store";
import type { Attribution, CallView, CaseView } from "../wire";
import { Task, TaskKeys, useLeave } from "./task";
import { shortNumber } from "./words_of";

const FILINGS: [string, Attribution & keyof Filed][] = [
  ["e", "D.D-MALV.ERR"],
  ["r", "D.D-MALV.NRP"],
  ["m", "D.D-MALV.MALV"],
  ["i", "DR.DREG.DRINFO"],
  ["a", "D.D-IDENT.ADMIN"],
];
type Filed = ReturnType<typeof useWords>["call"]["attributions"];

function useOwnCall(row: CaseView): CallView | undefined {
  const session = useSession();
  return useSelect((state) =>
    [...state.calls.values()].find((call) => call.case_id === row.id && call.answered_by === session.name),
  );
}

export function AttachTask({ row }: { row: CaseView }) {
  const words = useWords();
  const store = useStore();
  const act = useAct();
  const leave = useLeave();
  const call = useOwnCall(row);
  const cases = useSelect((state) => state.cases);
  const alike = [...new Set([...row.same_patient, ...(call?.attach_to ?? [])])];
  const near = alike.flatMap((id) => cases.get(id) ?? []).filter((one) => one.id !== row.id);
  const attach = (target: CaseView | undefined) =>
    call &&
    target &&
    act(async () => {
      const rows = await attachCall(call.id, target.id);
      store.dispatch({ type: "view", view: { caseId: target.id } });
      return rows;
    });
  return (
    <Task title={words.call.attach_to} testid="attach-task">
      <TaskKeys chords={{ Enter: () => void attach(near[0]) }} />
      {near.length === 0 && <p className="empty">{words.call.attach_none}</p>}
      <ul className="rows">
        {near.map((one, index) => (
          <li key={one.id}>
            <button type="button" className="task-row" onClick={() => void attach(one)}>
              <PriorityChip priority={one.priority} />
              <span>{`${words.numbered(shortNumber(one.number))} · ${one.place?.label ?? words.queue.no_place}`}</span>
              {index === 0 && <kbd>{words.keys.enter}</kbd>}
            </button>
          </li>
        ))}
      </ul>
      <KeyButton look="quiet" label={words.decision.cancel} onPress={leave} />
    </Task>
  );
}

export function FileTask({ row }: { row: CaseView }) {
  const words = useWords();
  const act = useAct();
  const leave = useLeave();
  const call = useOwnCall(row);
  const file = async (attribution: Attribution) => {
    if (call && (await act(() => fileCall(call.id, attribution)))) leave();
  };
  return (
    <Task title={words.call.file_as} testid="file-task">
      <div className="acts">
        {FILINGS.map(([chord, attribution]) => (
          <KeyButton
            key={chord}
            label={words.call.attributions[attribution]}
            chord={chord}
            onPress={() => void file(attribution)}
            testid={`file-${chord}`}
          />
        ))}
        <KeyButton look="quiet" label={words.decision.cancel} onPress={leave} />
      </div>
    </Task>
  );
}
