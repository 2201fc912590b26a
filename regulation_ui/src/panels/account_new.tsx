/** Open an account within one's scope; its owner chooses the password through the link this gives. */
import { type FormEvent, useState } from "react";
import { openAccount } from "../api/people";
import { useWords } from "../i18n/words";
import { useAct } from "../live/act";
import type { ManagerChoices, NewAccount, RightView } from "../wire";
import { RightPicker } from "./account_rights";
import { Field } from "./field";

interface Props {
  choices: ManagerChoices;
  onMade: (made: NewAccount) => void;
}

export function NewAccountForm({ choices, onMade }: Props) {
  const words = useWords();
  const { manage } = words.people;
  const act = useAct();
  const [login, setLogin] = useState("");
  const [name, setName] = useState("");
  const [national, setNational] = useState("");
  const [organisation, setOrganisation] = useState("");
  const [rights, setRights] = useState<RightView[]>([]);
  const onSubmit = (event: FormEvent) => {
    event.preventDefault();
    void act(async () => {
      const made = await openAccount({
        login,
        name,
        rights: rights.map(({ centre_id, role }) => ({ centre_id, role })),
        national_id: national || null,
        organisation_id: organisation || null,
      });
      setLogin("");
      setName("");
      setNational("");
      setRights([]);
      onMade(made);
    });
  };
  return (
    <form onSubmit={onSubmit} className="new-account">
      <h2>{manage.create}</h2>
      <Field label={manage.login} value={login} onChange={setLogin} autoComplete="off" id="new-login" />
      <Field label={manage.name} value={name} onChange={setName} autoComplete="off" id="new-name" />
      <Field
        label={manage.national}
        value={national}
        onChange={setNational}
        autoComplete="off"
        id="new-national"
        optional
      />
      {choices.organisations.length > 0 && (
        <label>
          {manage.organisation}
          <select value={organisation} onChange={(event) => setOrganisation(event.target.value)}>
            <option value="">{manage.no_organisation}</option>
            {choices.organisations.map((one) => (
              <option key={one.id} value={one.id}>
                {one.name}
              </option>
            ))}
          </select>
        </label>
      )}
      <RightPicker choices={choices.centres} onPick={(right) => setRights([...rights, right])} />
      <p data-testid="new-rights">
        {rights.map((right) => `${words.roles[right.role]}, ${right.centre}`).join(" · ") || "–"}
      </p>
      <button type="submit" className="button primary" disabled={rights.length === 0} data-testid="create">
        {manage.create}
      </button>
    </form>
  );
}
