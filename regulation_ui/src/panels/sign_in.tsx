/** The door: a login and its second factor, the identity provider, and on a demonstration the invented people anybody may be. */
import { type FormEvent, useEffect, useState } from "react";
import { demoAccounts, signIn } from "../api/desk";
import { ProblemError } from "../api/http";
import { provider as findProvider } from "../api/people";
import { Brand } from "../design/brand";
import { useWords, type Words } from "../i18n/words";
import { useStore } from "../live/store";
import type { DemoAccount, ProviderView } from "../wire";
import { Appearance } from "./appearance";
import { DemoAccounts } from "./demo_accounts";
import { Field } from "./field";

export function SignIn() {
  const words = useWords();
  const store = useStore();
  const [login, setLogin] = useState("");
  const [password, setPassword] = useState("");
  /** Null until the server asks for the second factor. */
  const [code, setCode] = useState<string | null>(null);
  const [accounts, setAccounts] = useState<DemoAccount[]>([]);
  const [provider, setProvider] = useState<ProviderView | null>(null);
  const [refused, setRefused] = useState<string | null>(() => cameBack(words));

  useEffect(() => {
    demoAccounts().then(setAccounts, () => setAccounts([]));
    findProvider().then(setProvider, () => setProvider(null));
  }, []);

  const enter = async (name: string, secret: string, proof: string | null) => {
    setRefused(null);
    try {
      store.dispatch({ type: "session", session: await signIn(name, secret, proof) });
    } catch (error) {
      const known = error instanceof ProblemError ? error : null;
      if (known?.code === "second-factor-needed") setCode("");
      else if (known?.link) location.assign(`/access#${known.link}`);
      else if (known?.unreachable) setRefused(words.refusal.unreachable);
      else setRefused(known && known.status !== 401 ? known.detail || known.title : words.sign_in.wrong);
    }
  };
  const onSubmit = (event: FormEvent) => {
    event.preventDefault();
    void enter(login, password, code);
  };
  const again = () => {
    setCode(null);
    setPassword("");
  };

  return (
    <main className="door">
      <section className="door-side">
        <Brand large />
        <p className="door-product">{words.product}</p>
        <p className="door-purpose">{words.sign_in.purpose}</p>
      </section>
      <section className="door-form">
        <Appearance />
        <form onSubmit={onSubmit}>
          <h1>{words.sign_in.title}</h1>
          {code === null ? (
            <>
              <Field label={words.sign_in.login} value={login} onChange={setLogin} autoComplete="username" id="login" />
              <Field
                label={words.sign_in.password}
                value={password}
                onChange={setPassword}
                autoComplete="current-password"
                id="password"
              />
            </>
          ) : (
            <Field
              label={words.people.code}
              hint={words.people.code_hint}
              value={code}
              onChange={setCode}
              autoComplete="one-time-code"
              id="code"
              focused
            />
          )}
          <p className="door-refused" role="alert">
            {refused}
          </p>
          <button type="submit" className="button primary" data-testid="sign-in">
            {words.sign_in.enter}
          </button>
          {code !== null && (
            <button type="button" className="button quiet" onClick={again}>
              {words.people.other_person}
            </button>
          )}
          {provider && code === null && (
            <a className="button" href={provider.path} data-testid="provider">
              {words.people.through(provider.name)}
            </a>
          )}
        </form>
        {accounts.length > 0 && (
          <>
            <DemoAccounts
              accounts={accounts}
              onEnter={(account) => void enter(account.login, account.password, null)}
            />
            <p className="dim">{words.people.no_second_factor}</p>
          </>
        )}
      </section>
    </main>
  );
}

/** What the identity provider's return said, when it brought nobody in. */
function cameBack(words: Words): string | null {
  const why = new URLSearchParams(location.search).get("refused");
  return why === "away" || why === "refused" || why === "unlinked" ? words.people.refused[why] : null;
}
