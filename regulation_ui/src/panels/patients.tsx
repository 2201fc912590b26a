/** The patients of a case: who they are, whose identity to type, whose earlier cases to look for, and who may be a double. */
import { useWords } from "../i18n/words";
import { KeyButton } from "../keys/keys";
import { givenName, saidDate } from "../live/patient";
import { isFinished } from "../live/room";
import { useMay, useSelect, useStore } from "../live/store";
import type { CaseView, PatientView } from "../wire";
import { patientWords, shortNumber } from "./words_of";

export function Patients({ row }: { row: CaseView }) {
  const words = useWords();
  const last = row.patients.at(-1);
  return (
    <>
      <ul className="patients">
        {row.patients.map((one) => (
          <li key={one.id} data-testid="patient">
            <b>{one.rank}</b> {patientWords(one, words)}
            {givenName(one) && <strong className="name">{givenName(one)}</strong>}
            {one.birth_date && <small className="dim">{saidDate(one.birth_date)}</small>}
            {one.care_level && <span className="level">{one.care_level}</span>}
            <PatientKeys patient={one} keyed={one === last} finished={isFinished(row)} />
          </li>
        ))}
      </ul>
      <Doubles row={row} />
    </>
  );
}

/** The newest patient's have keys of their own. */
function PatientKeys({ patient, keyed, finished }: { patient: PatientView; keyed: boolean; finished: boolean }) {
  const words = useWords();
  const store = useStore();
  const may = useMay();
  const sought = { name: givenName(patient), birth_date: patient.birth_date };
  return (
    <>
      {may("case.edit") && !finished && (
        <KeyButton
          look="quiet"
          label={words.patients.identity}
          {...(keyed ? { chord: "i" } : {})}
          onPress={() => store.dispatch({ type: "view", view: { task: { kind: "identity", patientId: patient.id } } })}
          testid="identity"
        />
      )}
      {may("patient.search") && (sought.name || sought.birth_date) && (
        <KeyButton
          look="quiet"
          label={words.patients.earlier}
          {...(keyed ? { chord: "p" } : {})}
          onPress={() => store.dispatch({ type: "view", view: { page: "patients", sought } })}
          testid="earlier"
        />
      )}
    </>
  );
}

/** Other open cases with the same person, perhaps: one press shows them; joining the call to one is the usual key. */
function Doubles({ row }: { row: CaseView }) {
  const words = useWords();
  const store = useStore();
  const cases = useSelect((state) => state.cases);
  const others = row.same_patient.flatMap((id) => cases.get(id) ?? []);
  if (others.length === 0) return null;
  return (
    <p className="warn doubles" role="alert" title={words.patients.double_hint} data-testid="doubles">
      {words.patients.double}
      {others.map((one) => (
        <button
          key={one.id}
          type="button"
          className="link"
          onClick={() => store.dispatch({ type: "view", view: { caseId: one.id } })}
        >
          {`${words.numbered(shortNumber(one.number))} · ${one.place?.label ?? words.queue.no_place}`}
        </button>
      ))}
    </p>
  );
}
