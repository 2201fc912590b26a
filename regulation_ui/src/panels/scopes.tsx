/** Who manages whose accounts: an administrator gives a scope, a centre or an organisation and its roles, and takes it back. */
import { type FormEvent, useCallback, useEffect, useState } from "react";
import { accounts as find, giveScope, managerChoices, scopes as readScopes, takeScopeBack } from "../api/people";
import { useWords } from "../i18n/words";
import { useAct } from "../live/act";
import { useStore } from "../live/store";
import type { AccountRow, ManagerChoices, PlaceChoice, Role, ScopeView } from "../wire";
import { Field } from "./field";
import { PeoplePage } from "./people_page";

const NEVER_DELEGATED: ReadonlySet<Role> = new Set<Role>(["ADMINISTRATOR", "TELEPHONY"]);

export function ScopesPage() {
  const words = useWords();
  const { scopes } = words.people;
  const act = useAct();
  const store = useStore();
  const [rows, setRows] = useState<ScopeView[]>([]);
  const [choices, setChoices] = useState<ManagerChoices | null>(null);
  const read = useCallback(
    () =>
      act(async () => {
        setRows(await readScopes());
      }),
    [act],
  );
  useEffect(() => {
    void read();
    void act(async () => {
      setChoices(await managerChoices());
    });
  }, [act, read]);
  return (
    <PeoplePage title={scopes.title}>
      <button
        type="button"
        className="button"
        onClick={() => store.dispatch({ type: "view", view: { page: "accounts" } })}
      >
        {words.people.manage.title}
      </button>
      {choices && <GiveScope choices={choices} onGiven={() => void read()} />}
      {rows.length === 0 && <p className="dim">{scopes.none}</p>}
      <ul className="accounts" data-testid="scopes">
        {rows.map((row) => (
          <li key={row.id} data-testid="scope" data-manager={row.manager}>
            <span>
              <strong>{row.manager}</strong>
              <small>{`${row.place} · ${row.roles.map((role) => words.roles[role]).join(", ")}`}</small>
            </span>
            <button
              type="button"
              className="button danger"
              aria-label={words.people.manage.of(scopes.take_back, `${row.manager}, ${row.place}`)}
              onClick={() =>
                void act(async () => {
                  await takeScopeBack(row.id);
                  await read();
                })
              }
              data-testid="take-back"
            >
              {scopes.take_back}
            </button>
          </li>
        ))}
      </ul>
    </PeoplePage>
  );
}

function GiveScope({ choices, onGiven }: { choices: ManagerChoices; onGiven: () => void }) {
  const words = useWords();
  const { scopes, manage } = words.people;
  const act = useAct();
  const [letters, setLetters] = useState("");
  const [found, setFound] = useState<AccountRow[]>([]);
  const [manager, setManager] = useState("");
  const [placeId, setPlaceId] = useState("");
  const [roles, setRoles] = useState<Role[]>([]);
  useEffect(() => {
    if (letters.trim().length < 2) return setFound([]);
    void act(async () => {
      setFound((await find(letters)).filter((row) => row.active));
    });
  }, [act, letters]);
  const place = [...choices.centres, ...choices.organisations].find((one) => one.id === placeId);
  const delegable = place?.roles.filter((role) => !NEVER_DELEGATED.has(role)) ?? [];
  const given = roles.filter((role) => delegable.includes(role));
  const isCentre = choices.centres.some((one) => one.id === placeId);
  const onSubmit = (event: FormEvent) => {
    event.preventDefault();
    void act(async () => {
      await giveScope({
        manager_id: manager,
        roles: given,
        ...(isCentre ? { centre_id: placeId } : { organisation_id: placeId }),
      });
      setLetters("");
      setManager("");
      setRoles([]);
      onGiven();
    });
  };
  const group = (label: string, places: PlaceChoice[]) => (
    <optgroup label={label}>
      {places.map((one) => (
        <option key={one.id} value={one.id}>
          {one.name}
        </option>
      ))}
    </optgroup>
  );
  return (
    <form onSubmit={onSubmit} className="new-account">
      <h2>{scopes.give}</h2>
      <Field label={manage.find} value={letters} onChange={setLetters} autoComplete="off" id="scope-find" />
      <label>
        {scopes.manager}
        <select value={manager} onChange={(event) => setManager(event.target.value)} data-testid="scope-manager">
          <option value="">–</option>
          {found.map((one) => (
            <option key={one.id} value={one.id}>
              {`${one.name} (${one.login})`}
            </option>
          ))}
        </select>
      </label>
      <label>
        {scopes.place}
        <select value={placeId} onChange={(event) => setPlaceId(event.target.value)} data-testid="scope-place">
          <option value="">–</option>
          {group(manage.centre, choices.centres)}
          {group(manage.organisation, choices.organisations)}
        </select>
      </label>
      <fieldset className="posts-row">
        <legend>{scopes.roles}</legend>
        {delegable.map((role) => (
          <label key={role}>
            <input
              type="checkbox"
              checked={given.includes(role)}
              onChange={() => setRoles(given.includes(role) ? given.filter((one) => one !== role) : [...given, role])}
              data-testid={`scope-${role}`}
            />
            {words.roles[role]}
          </label>
        ))}
      </fieldset>
      <button
        type="submit"
        className="button primary"
        disabled={!manager || !place || given.length === 0}
        data-testid="give-scope"
      >
        {scopes.give}
      </button>
    </form>
  );
}
