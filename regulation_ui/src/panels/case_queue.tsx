/** Open cases by priority then time, in the queues a desk works from. */
import { takeCase } from "../api/room";
import { CallerSign, PriorityChip } from "../design/mark";
import { useWords, type Words } from "../i18n/words";
import { KeyButton, useKeys } from "../keys/keys";
import { useAct } from "../live/act";
import { clockSpan } from "../live/age";
import { byPriorityThenTime, isFallen, QUEUE_TABS, queueOf, waitsSince } from "../live/room";
import type { QueueTab } from "../live/state";
import { useMay, useNow, useSelect, useStore } from "../live/store";
import type { CaseView } from "../wire";
import { ForCentre } from "./centre_name";
import { patientsWords, shortNumber } from "./words_of";

export function CaseQueue() {
  const words = useWords();
  const store = useStore();
  const may = useMay();
  const cases = useSelect((state) => state.cases);
  const missions = useSelect((state) => state.missions);
  const vehicles = useSelect((state) => state.vehicles);
  const tab = useSelect((state) => state.view.queue);
  const caseId = useSelect((state) => state.view.caseId);
  const rows = queueOf(tab, cases.values(), { missions, vehicles });
  const open = (row: CaseView | undefined) => row && store.dispatch({ type: "view", view: { caseId: row.id } });
  const place = rows.findIndex((row) => row.id === caseId);
  useKeys({
    ArrowDown: () => open(rows[place + 1]),
    ArrowUp: () => open(rows[place === -1 ? 0 : place - 1]),
  });
  return (
    <section className="panel queue" aria-label={words.bar.regions.cases} data-testid="case-queue">
      <Tabs tab={tab} />
      {may("case.take") && <TakeFirst rows={rows} />}
      {rows.length === 0 && <p className="empty">{words.queue.empty}</p>}
      <ul className="rows">
        {rows.map((row) => (
          <CaseRow key={row.id} row={row} chosen={row.id === caseId} words={words} onOpen={() => open(row)} />
        ))}
      </ul>
    </section>
  );
}

function Tabs({ tab }: { tab: QueueTab }) {
  const words = useWords();
  const store = useStore();
  const cases = useSelect((state) => state.cases);
  const missions = useSelect((state) => state.missions);
  const vehicles = useSelect((state) => state.vehicles);
  return (
    <div className="tabs" role="tablist">
      {QUEUE_TABS.map((name) => {
        const count = queueOf(name, cases.values(), { missions, vehicles }).length;
        return (
          <button
            key={name}
            type="button"
            role="tab"
            aria-selected={name === tab}
            onClick={() => store.dispatch({ type: "view", view: { queue: name } })}
            data-testid={`queue-${name}`}
          >
            {words.queue.tabs[name]}
            <span className={`count${count > 0 && name === "TO_ENGAGE" ? " hot" : ""}`}>{count}</span>
          </button>
        );
      })}
    </div>
  );
}

/** The doctor's two keys: the first case nobody holds, the first bilan. */
function TakeFirst({ rows }: { rows: CaseView[] }) {
  const words = useWords();
  const store = useStore();
  const act = useAct();
  const cases = useSelect((state) => state.cases);
  const first = rows.find((row) => row.taken_by === null && row.queue !== null);
  const bilan = [...cases.values()]
    .filter((row) => row.queue === "BILAN" && row.taken_by === null)
    .sort(byPriorityThenTime)[0];
  const take = (row: CaseView | undefined) =>
    row &&
    act(async () => {
      const taken = await takeCase(row.id);
      store.dispatch({ type: "view", view: { caseId: row.id } });
      return taken;
    });
  return (
    <div className="acts spread">
      <KeyButton
        look="primary"
        label={words.queue.take_first}
        chord="F4"
        disabled={!first}
        onPress={() => void take(first)}
        testid="take-first"
      />
      <KeyButton
        label={words.queue.tabs.BILAN}
        title={words.queue.take_first_bilan}
        chord="shift+F4"
        disabled={!bilan}
        onPress={() => void take(bilan)}
      />
    </div>
  );
}

function CaseRow({ row, chosen, words, onOpen }: { row: CaseView; chosen: boolean; words: Words; onOpen: () => void }) {
  const now = useNow();
  return (
    <li className="case-row">
      <button
        type="button"
        className={chosen ? "chosen" : ""}
        aria-current={chosen}
        onClick={onOpen}
        data-testid="case-row"
        data-id={row.id}
        data-priority={row.priority}
      >
        <PriorityChip priority={row.priority} />
        <span className="case-row-main">
          <ForCentre centreId={row.centre_id} />
          <strong className={row.motive ? "" : "dim"}>
            {row.withheld ? words.restricted.title : (row.motive ?? words.queue.no_motive)}
          </strong>
          <small>
            <span>{row.place?.label ?? words.queue.no_place}</span>
            {row.patients.length > 0 && <span>{patientsWords(row, words)}</span>}
            {row.repeat_count > 0 && <em className="warn">{words.queue.repeat(row.repeat_count)}</em>}
          </small>
        </span>
        <span className="case-row-side">
          <time>{clockSpan(now - Date.parse(waitsSince(row)))}</time>
          <CallerSign caller={row.caller} />
        </span>
        <span className="case-row-foot">
          <span>{words.numbered(shortNumber(row.number))}</span>
          {row.queue && <span>{words.care_queue[row.queue]}</span>}
          {isFallen(row) && <em className="warn">{words.rooms.fallen}</em>}
          {row.mission_ids.length > 0 && <span className="sent">{words.queue.means_sent(row.mission_ids.length)}</span>}
          {row.taken_by && <span className="owner">{words.queue.taken_by(row.taken_by)}</span>}
        </span>
      </button>
    </li>
  );
}
