/** Place, motive, patients, note: typed in this order, each Enter leading to the next. */
import { type ReactNode, type RefObject, useEffect, useRef, useState } from "react";
import { addPatient, editCase } from "../api/room";
import { useWords } from "../i18n/words";
import { useAct } from "../live/act";
import { patientEntry } from "../live/patient";
import { isFinished } from "../live/room";
import { useMayAt, useSelect } from "../live/store";
import type { CaseView, CommuneView, MotiveView } from "../wire";
import { bestMatches, plain } from "./letters";
import { Patients } from "./patients";
import { searchPlaces } from "./places";
import { SearchField, type Suggestion } from "./search_field";

const CARDIAC_ARREST = "arret cardi";

export function CaseEntry({ row }: { row: CaseView }) {
  const words = useWords();
  const act = useAct();
  const may = useMayAt(row.centre_id);
  const motives = useSelect((state) => state.directory.motives);
  const place = useRef<HTMLInputElement>(null);
  const motive = useRef<HTMLInputElement>(null);
  const patient = useRef<HTMLInputElement>(null);
  const edit = async (change: Parameters<typeof editCase>[1], next: RefObject<HTMLInputElement | null>) => {
    if (!(await act(() => editCase(row.id, change)))) return;
    // A P0 does not wait for its patients: the next Enter is the reflex departure.
    if (row.priority === "P0" && next === patient) motive.current?.blur();
    else next.current?.focus();
  };
  const fresh = row.place === null && row.caller === "ON_LINE";
  useEffect(() => {
    if (fresh) place.current?.focus();
  }, [fresh]);

  const closed = isFinished(row) || !may("case.edit");
  const vital = row.priority === "P0";
  const unplaced = row.place === null;
  const unnamed = row.motive === null;
  useEffect(() => {
    if (!vital) return;
    if (unplaced) place.current?.focus();
    else if (unnamed) motive.current?.focus();
    else if (document.activeElement instanceof HTMLInputElement) document.activeElement.blur();
  }, [vital, unplaced, unnamed]);

  const searchMotives = (letters: string): Suggestion<MotiveView>[] => {
    const urgent = vital ? motives.filter((one) => plain(one.label).includes(CARDIAC_ARREST)) : [];
    const found = bestMatches(motives, (one) => one.label, letters).filter((one) => !urgent.includes(one));
    const all = letters === "" ? [...urgent, ...found] : bestMatches(motives, (one) => one.label, letters);
    return all.map((one) => ({ key: one.code, label: one.label, detail: one.code, value: one }));
  };

  return (
    <div className="entries">
      <Entry label={words.case.place} closed={closed}>
        <SearchField
          label={words.case.place}
          value={row.place?.label ?? null}
          placeholder={words.case.place_search}
          search={searchPlaces}
          onPick={(commune) => edit({ version: row.version, place: placeOf(commune) }, motive)}
          inputRef={place}
          testid="place"
        />
      </Entry>
      <Entry label={words.case.motive} closed={closed}>
        <SearchField
          label={words.case.motive}
          value={row.motive}
          placeholder={words.case.motive_search}
          search={searchMotives}
          onPick={(one) => edit({ version: row.version, motive_code: one.code }, patient)}
          eager={vital}
          inputRef={motive}
          testid="motive"
        />
      </Entry>
      <Entry label={words.case.patients} closed={closed} known={<Patients row={row} />}>
        <QuickEntry
          label={words.case.patients}
          placeholder={words.case.patient_entry}
          unread={words.case.patient_unread}
          inputRef={patient}
          testid="patient-entry"
          onEnter={(text) => {
            const entry = patientEntry(text);
            return entry ? act(() => addPatient(row.id, entry)) : null;
          }}
        />
      </Entry>
      <Entry label={words.case.note} closed={closed}>
        <QuickEntry
          label={words.case.note}
          placeholder={words.case.note_entry}
          testid="note"
          onEnter={(note) => act(() => editCase(row.id, { version: row.version, note }))}
        />
      </Entry>
    </div>
  );
}

interface EntryProps {
  label: string;
  /** Nothing more can be typed here; what is known stays within reach. */
  closed: boolean;
  known?: ReactNode;
  children: ReactNode;
}

function Entry({ label, closed, known, children }: EntryProps) {
  return (
    <div className="entry">
      <span className="entry-label">{label}</span>
      <div>
        {known}
        <fieldset className="entry-value" disabled={closed}>
          {children}
        </fieldset>
      </div>
    </div>
  );
}

interface QuickEntryProps {
  label: string;
  placeholder: string;
  unread?: string;
  inputRef?: RefObject<HTMLInputElement | null>;
  testid: string;
  /** Null when the text cannot be read; otherwise whether it was kept by the server. */
  onEnter: (text: string) => Promise<boolean> | null;
}

/** One line, Enter sends it; it stays in the field until the server kept it. */
function QuickEntry({ label, placeholder, unread, inputRef, testid, onEnter }: QuickEntryProps) {
  const [text, setText] = useState("");
  const [refused, setRefused] = useState(false);
  const enter = async () => {
    const sent = text.trim() === "" ? null : onEnter(text.trim());
    setRefused(sent === null && text.trim() !== "");
    if (sent && (await sent)) setText("");
  };
  return (
    <>
      <input
        ref={inputRef}
        aria-label={label}
        aria-invalid={refused}
        value={text}
        placeholder={placeholder}
        onChange={(event) => setText(event.target.value)}
        onKeyDown={(event) => {
          if (event.key !== "Enter" || event.ctrlKey) return;
          event.preventDefault();
          void enter();
        }}
        autoComplete="off"
        data-testid={testid}
      />
      {refused && unread && (
        <p className="warn" role="alert">
          {unread}
        </p>
      )}
    </>
  );
}

function placeOf(commune: CommuneView) {
  return {
    label: commune.name,
    insee_code: commune.insee_code,
    lon_deg: commune.lon_deg,
    lat_deg: commune.lat_deg,
    precision: "VILLE" as const,
  };
}
