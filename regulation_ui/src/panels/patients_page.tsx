/** A patient's earlier cases: by name, birth date, number; what is found opens in the room. What was typed stays on this page. */
import { useCallback, useEffect, useRef, useState } from "react";
import { readCase, searchPatients } from "../api/room";
import { PriorityChip } from "../design/mark";
import { useWords } from "../i18n/words";
import { useKeys } from "../keys/keys";
import { useAct } from "../live/act";
import { birthDate, givenName, saidDate } from "../live/patient";
import { useSelect, useStore } from "../live/store";
import type { CaseView, PatientSearch } from "../wire";
import { Field } from "./field";
import { PeoplePage } from "./people_page";
import { useWhen } from "./use_when";
import { patientWords, shortNumber } from "./words_of";

const MOST = 20;

export function PatientsPage() {
  const words = useWords().patients;
  const store = useStore();
  const act = useAct();
  const sought = useSelect((state) => state.view.sought);
  const [found, setFound] = useState<CaseView[] | null>(null);
  useKeys({ Escape: () => store.dispatch({ type: "view", view: { page: "room" } }) });
  const search = useCallback(
    (wanted: PatientSearch) =>
      act(async () => {
        setFound(await searchPatients(wanted));
      }),
    [act],
  );
  // What the room brought here is looked for at once.
  useEffect(() => {
    if (sought.name || sought.birth_date) void search(sought);
  }, [sought, search]);
  return (
    <PeoplePage title={words.title}>
      <SearchForm sought={sought} onSearch={search} />
      {found && <Found cases={found} />}
    </PeoplePage>
  );
}

function SearchForm({ sought, onSearch }: { sought: PatientSearch; onSearch: (wanted: PatientSearch) => void }) {
  const words = useWords().patients;
  const [name, setName] = useState(sought.name ?? "");
  const [born, setBorn] = useState(sought.birth_date ? saidDate(sought.birth_date) : "");
  const [number, setNumber] = useState("");
  const [unread, setUnread] = useState(false);
  const search = () => {
    const birth_date = birthDate(born);
    const refused = born.trim() !== "" && birth_date === null;
    setUnread(refused);
    if (!refused && (name.trim() || birth_date || number.trim()))
      onSearch({ name: name.trim() || null, birth_date, number: number.trim() || null });
  };
  return (
    <form
      onSubmit={(event) => {
        event.preventDefault();
        search();
      }}
    >
      <p className="dim">{words.hint}</p>
      <Field label={words.name} value={name} onChange={setName} autoComplete="off" id="search-name" optional focused />
      <Field
        label={words.born}
        value={born}
        onChange={setBorn}
        autoComplete="off"
        id="search-born"
        hint={words.born_form}
        optional
      />
      <Field label={words.number} value={number} onChange={setNumber} autoComplete="off" id="search-number" optional />
      {unread && (
        <p className="warn" role="alert">
          {words.born_unread}
        </p>
      )}
      <button type="submit" className="button primary" data-testid="search-patients">
        {words.search}
      </button>
    </form>
  );
}

function Found({ cases }: { cases: CaseView[] }) {
  const words = useWords();
  const list = useRef<HTMLUListElement>(null);
  // The first one found takes the keyboard: Enter opens it, Tab goes on.
  useEffect(() => {
    if (cases.length > 0) list.current?.querySelector("button")?.focus();
  }, [cases]);
  return (
    <section aria-live="polite" data-testid="found">
      <h2>{words.patients.found(cases.length)}</h2>
      {cases.length === 0 && <p className="dim">{words.patients.none}</p>}
      <ul className="rows" ref={list}>
        {cases.map((one) => (
          <FoundCase key={one.id} row={one} />
        ))}
      </ul>
      {cases.length === MOST && <p className="dim">{words.patients.most}</p>}
    </section>
  );
}

function FoundCase({ row }: { row: CaseView }) {
  const words = useWords();
  const store = useStore();
  const act = useAct();
  const when = useWhen();
  const open = () =>
    act(async () => {
      store.dispatch({ type: "case_opened", file: await readCase(row.id) });
    });
  return (
    <li>
      <button type="button" className="task-row found-row" onClick={() => void open()} data-testid="found-case">
        <PriorityChip priority={row.priority} />
        <span>
          <strong>{`${words.numbered(shortNumber(row.number))} · ${when(row.opened_at)}`}</strong>
          <small>
            {[
              words.case.states[row.state],
              row.motive ?? words.queue.no_motive,
              row.place?.label ?? words.queue.no_place,
            ].join(" · ")}
          </small>
          {row.patients.map((one) => (
            <small key={one.id}>
              {[givenName(one), patientWords(one, words), one.birth_date && saidDate(one.birth_date)]
                .filter(Boolean)
                .join(" · ")}
            </small>
          ))}
        </span>
      </button>
    </li>
  );
}
