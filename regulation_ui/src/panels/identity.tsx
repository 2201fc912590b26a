/** Who a patient is: name and birth date, typed in this order; Enter keeps them. */
import { useState } from "react";
import { editPatient } from "../api/room";
import { useWords } from "../i18n/words";
import { KeyButton } from "../keys/keys";
import { useAct } from "../live/act";
import { birthDate, givenName, saidDate } from "../live/patient";
import type { CaseView, PatientView } from "../wire";
import { Field } from "./field";
import { Task, useLeave } from "./task";

export function Identity({ row, patientId }: { row: CaseView; patientId: string }) {
  const words = useWords();
  const patient = row.patients.find((one) => one.id === patientId);
  if (!patient) return null;
  return (
    <Task title={words.patients.identity_of(patient.rank)} testid="identity-task">
      <IdentityForm row={row} patient={patient} />
    </Task>
  );
}

function IdentityForm({ row, patient }: { row: CaseView; patient: PatientView }) {
  const words = useWords();
  const act = useAct();
  const leave = useLeave();
  const [name, setName] = useState(givenName(patient));
  const [born, setBorn] = useState(patient.birth_date ? saidDate(patient.birth_date) : "");
  const [unread, setUnread] = useState(false);
  const keep = async () => {
    const birth_date = birthDate(born);
    setUnread(born.trim() !== "" && birth_date === null);
    if (born.trim() !== "" && birth_date === null) return;
    // An age that was said stays; one counted from a birth date is counted again.
    const age = patient.birth_date ? null : patient.age;
    const entry = { sex: patient.sex, age, label: name.trim() || null, birth_date };
    if (await act(() => editPatient(row.id, patient.id, entry))) leave();
  };
  return (
    <form
      className="identity"
      onSubmit={(event) => {
        event.preventDefault();
        void keep();
      }}
    >
      <Field
        label={words.patients.name}
        value={name}
        onChange={setName}
        autoComplete="off"
        id="name"
        optional
        focused
      />
      <Field
        label={words.patients.born}
        value={born}
        onChange={setBorn}
        autoComplete="off"
        id="born"
        hint={words.patients.born_form}
        optional
      />
      {unread && (
        <p className="warn" role="alert">
          {words.patients.born_unread}
        </p>
      )}
      <button type="submit" className="button primary" data-testid="identity-keep">
        {words.patients.keep}
      </button>
      <KeyButton look="quiet" label={words.patients.cancel} onPress={leave} />
    </form>
  );
}
