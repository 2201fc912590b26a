/** The accounts of a manager's scope: find, open, change, close, reset. */
import { useCallback, useEffect, useState } from "react";
import { changeAccount, accounts as find, managerChoices, resetAccount } from "../api/people";
import { useWords } from "../i18n/words";
import { useAct } from "../live/act";
import { useStore } from "../live/store";
import type { AccessLinkView, AccountRow, ManagerChoices, RightView } from "../wire";
import { NewAccountForm } from "./account_new";
import { RightsEditor } from "./account_rights";
import { AccountSessions } from "./account_sessions";
import { PeoplePage } from "./people_page";
import { useWhen } from "./use_when";

export function AccountsPage() {
  const { manage: words, scopes } = useWords().people;
  const act = useAct();
  const store = useStore();
  const [letters, setLetters] = useState("");
  const [rows, setRows] = useState<AccountRow[]>([]);
  const [choices, setChoices] = useState<ManagerChoices | null>(null);
  const [link, setLink] = useState<{ login: string; link: AccessLinkView } | null>(null);
  const read = useCallback(
    () =>
      act(async () => {
        setRows(await find(letters));
      }),
    [act, letters],
  );
  useEffect(() => void read(), [read]);
  useEffect(
    () =>
      void act(async () => {
        setChoices(await managerChoices());
      }),
    [act],
  );
  const show = (row: AccountRow) => setRows((known) => known.map((one) => (one.id === row.id ? row : one)));
  return (
    <PeoplePage title={words.title}>
      {choices?.may_delegate && (
        <button
          type="button"
          className="button"
          onClick={() => store.dispatch({ type: "view", view: { page: "scopes" } })}
          data-testid="scopes-open"
        >
          {scopes.title}
        </button>
      )}
      {link && <LinkToGive login={link.login} link={link.link} />}
      {choices && (
        <NewAccountForm
          choices={choices}
          onMade={(made) => {
            setLink({ login: made.account.login, link: made.link });
            void read();
          }}
        />
      )}
      <label className="find">
        {words.find}
        <input type="search" value={letters} onChange={(event) => setLetters(event.target.value)} data-testid="find" />
      </label>
      {rows.length === 0 && <p className="dim">{words.none}</p>}
      <ul className="accounts">
        {rows.map((row) => (
          <AccountLine
            key={row.id}
            row={row}
            choices={choices}
            onChanged={show}
            onLink={(given) => setLink({ login: row.login, link: given })}
          />
        ))}
      </ul>
    </PeoplePage>
  );
}

function LinkToGive({ login, link }: { login: string; link: AccessLinkView }) {
  const words = useWords().people.manage;
  const when = useWhen();
  const address = `${location.origin}/access#${link.token}`;
  return (
    <section className="link-to-give" role="status" data-testid="link">
      <p>
        <strong>{words.of(words.link, login)}</strong> <small>{words.link_until(when(link.expires_at))}</small>
      </p>
      <code>{address}</code>
      <button type="button" className="button" onClick={() => void navigator.clipboard.writeText(address)}>
        {words.copy}
      </button>
    </section>
  );
}

interface LineProps {
  row: AccountRow;
  choices: ManagerChoices | null;
  onChanged: (row: AccountRow) => void;
  onLink: (link: AccessLinkView) => void;
}

function AccountLine({ row, choices, onChanged, onLink }: LineProps) {
  const words = useWords();
  const { manage } = words.people;
  const act = useAct();
  const when = useWhen();
  const [editing, setEditing] = useState(false);
  const [looking, setLooking] = useState(false);
  const told = (right: RightView) =>
    [
      `${words.roles[right.role]}, ${right.centre}`,
      right.from_at && manage.from(when(right.from_at)),
      right.to_at && manage.to(when(right.to_at)),
    ]
      .filter(Boolean)
      .join(" ");
  const setActive = (active: boolean) =>
    void act(async () => {
      onChanged(await changeAccount(row.id, { active }));
    });
  const reset = () =>
    void act(async () => {
      onLink(await resetAccount(row.id));
    });
  const seen = row.last_seen_at ? when(row.last_seen_at) : manage.never;
  const state = [
    row.active ? manage.active : manage.closed,
    row.has_second_factor && manage.factor,
    `${manage.seen} ${seen}`,
  ];
  return (
    <li data-testid="account" data-login={row.login} className={row.active ? "" : "closed"}>
      <span>
        <strong>{row.name}</strong> <code>{row.login}</code>
        <small>{[row.organisation, ...row.rights.map(told)].filter(Boolean).join(" · ")}</small>
        <small className="dim">{state.filter(Boolean).join(" · ")}</small>
      </span>
      <div className="row">
        <button type="button" className="button" aria-expanded={editing} onClick={() => setEditing(!editing)}>
          {manage.change}
        </button>
        <button
          type="button"
          className="button"
          aria-expanded={looking}
          onClick={() => setLooking(!looking)}
          data-testid="look-sessions"
        >
          {manage.sessions(row.open_sessions)}
        </button>
        <button type="button" className="button" onClick={reset} aria-label={manage.of(manage.reset, row.name)}>
          {manage.reset}
        </button>
        <button
          type="button"
          className="button danger"
          onClick={() => setActive(!row.active)}
          aria-label={manage.of(row.active ? manage.deactivate : manage.reactivate, row.name)}
        >
          {row.active ? manage.deactivate : manage.reactivate}
        </button>
      </div>
      {looking && <AccountSessions row={row} />}
      {editing && choices && (
        <RightsEditor
          rights={row.rights}
          choices={choices.centres}
          onSave={(rights) =>
            void act(async () => {
              onChanged(await changeAccount(row.id, { rights }));
              setEditing(false);
            })
          }
        />
      )}
    </li>
  );
}
