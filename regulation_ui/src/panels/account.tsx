/** My account: where I am signed in, my password, my second factor. */
import { type FormEvent, useCallback, useEffect, useState } from "react";
import {
  changePassword,
  endOtherSessions,
  endSession,
  ownAccount,
  renewRecoveryCodes,
  replaceSecondFactor,
} from "../api/people";
import { useWords } from "../i18n/words";
import { useAct } from "../live/act";
import type { OwnAccount, SessionRow } from "../wire";
import { Field } from "./field";
import { PeoplePage } from "./people_page";
import { Codes } from "./recovery_codes";
import { useWhen } from "./use_when";

export function AccountPage() {
  const words = useWords().people.account;
  const act = useAct();
  const [account, setAccount] = useState<OwnAccount | null>(null);
  const read = useCallback(
    () =>
      act(async () => {
        setAccount(await ownAccount());
      }),
    [act],
  );
  useEffect(() => void read(), [read]);
  const then = (work: () => Promise<unknown>) =>
    void act(async () => {
      await work();
      setAccount(await ownAccount());
    });
  if (!account) return <PeoplePage title={words.title}>{null}</PeoplePage>;
  return (
    <PeoplePage title={words.title} who={`${account.name} · ${account.login}`}>
      <section>
        <h2>{words.sessions}</h2>
        <ul className="sessions">
          {account.sessions.map((row) => (
            <SessionLine key={row.id} row={row} onEnd={() => then(() => endSession(row.id))} />
          ))}
        </ul>
        {account.sessions.length > 1 && (
          <button type="button" className="button" onClick={() => then(endOtherSessions)} data-testid="end-others">
            {words.end_others}
          </button>
        )}
      </section>
      {account.has_password && <Password onChanged={() => void read()} />}
      {account.has_password && <Factor account={account} onChanged={() => void read()} />}
      {account.is_linked && <p>{words.linked}</p>}
    </PeoplePage>
  );
}

function SessionLine({ row, onEnd }: { row: SessionRow; onEnd: () => void }) {
  const words = useWords().people.account;
  const when = useWhen();
  const what = `${row.address ?? "?"} · ${row.agent || words.program}`;
  return (
    <li data-testid="session">
      <span>
        <strong>{what}</strong>
        <small className="dim">
          {[words.methods[row.method], words.opened(when(row.opened_at)), words.seen(when(row.last_seen_at))].join(
            " · ",
          )}
        </small>
      </span>
      {row.current ? (
        <em>{words.current}</em>
      ) : (
        <button type="button" className="button" onClick={onEnd} aria-label={words.end_named(what)}>
          {words.end}
        </button>
      )}
    </li>
  );
}

function Password({ onChanged }: { onChanged: () => void }) {
  const words = useWords().people.account;
  const act = useAct();
  const [present, setPresent] = useState("");
  const [next, setNext] = useState("");
  const [done, setDone] = useState(false);
  const onSubmit = (event: FormEvent) => {
    event.preventDefault();
    void act(async () => {
      await changePassword(present, next);
      setDone(true);
      setPresent("");
      setNext("");
      onChanged();
    });
  };
  return (
    <form onSubmit={onSubmit}>
      <h2>{words.password}</h2>
      <Field label={words.present} value={present} onChange={setPresent} autoComplete="current-password" id="present" />
      <Field label={words.next} value={next} onChange={setNext} autoComplete="new-password" id="next" />
      <p role="status">{done ? words.changed : ""}</p>
      <button type="submit" className="button" data-testid="change-password">
        {words.change}
      </button>
    </form>
  );
}

function Factor({ account, onChanged }: { account: OwnAccount; onChanged: () => void }) {
  const words = useWords().people.account;
  const act = useAct();
  const [password, setPassword] = useState("");
  const [codes, setCodes] = useState<string[] | null>(null);
  const replace = () =>
    act(async () => {
      const link = await replaceSecondFactor(password);
      location.assign(`/access#${link.token}`);
    });
  const renew = () =>
    act(async () => {
      setCodes((await renewRecoveryCodes(password)).codes);
      setPassword("");
      onChanged();
    });
  const onSubmit = (event: FormEvent) => {
    event.preventDefault();
    void replace();
  };
  if (codes) return <Codes codes={codes} onKept={() => setCodes(null)} />;
  return (
    <form onSubmit={onSubmit}>
      <h2>{words.factor}</h2>
      <p>{account.has_second_factor ? words.factor_set(account.recovery_codes_left) : words.factor_absent}</p>
      <Field
        label={words.present}
        value={password}
        onChange={setPassword}
        autoComplete="current-password"
        id="factor-password"
      />
      <div className="row">
        <button type="submit" className="button" data-testid="factor">
          {account.has_second_factor ? words.factor_replace : words.factor_begin}
        </button>
        {account.has_second_factor && (
          <button type="button" className="button" onClick={() => void renew()} disabled={password === ""}>
            {words.codes_renew}
          </button>
        )}
      </div>
    </form>
  );
}
