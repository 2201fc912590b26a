/** The door: a login, and on a demonstration instance the invented people anybody may be. */
import { type FormEvent, useEffect, useState } from "react";
import { demoAccounts, signIn } from "../api/desk";
import { ProblemError } from "../api/http";
import { Brand } from "../design/brand";
import { useWords } from "../i18n/words";
import { useStore } from "../live/store";
import type { DemoAccount } from "../wire";
import { Appearance } from "./appearance";
import { DemoAccounts } from "./demo_accounts";

export function SignIn() {
  const words = useWords();
  const store = useStore();
  const [login, setLogin] = useState("");
  const [password, setPassword] = useState("");
  const [accounts, setAccounts] = useState<DemoAccount[]>([]);
  const [refused, setRefused] = useState<string | null>(null);

  useEffect(() => {
    demoAccounts().then(setAccounts, () => setAccounts([]));
  }, []);

  const enter = async (name: string, secret: string) => {
    try {
      store.dispatch({ type: "session", session: await signIn(name, secret) });
    } catch (error) {
      const known = error instanceof ProblemError;
      if (known && error.unreachable) setRefused(words.refusal.unreachable);
      else setRefused(known && error.status !== 401 ? error.detail || error.title : words.sign_in.wrong);
    }
  };
  const onSubmit = (event: FormEvent) => {
    event.preventDefault();
    void enter(login, password);
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
          <label>
            {words.sign_in.login}
            <input
              value={login}
              onChange={(event) => setLogin(event.target.value)}
              autoComplete="username"
              required
              data-testid="login"
            />
          </label>
          <label>
            {words.sign_in.password}
            <input
              type="password"
              value={password}
              onChange={(event) => setPassword(event.target.value)}
              autoComplete="current-password"
              required
              data-testid="password"
            />
          </label>
          <p className="door-refused" role="alert">
            {refused}
          </p>
          <button type="submit" className="button primary" data-testid="sign-in">
            {words.sign_in.enter}
          </button>
        </form>
        {accounts.length > 0 && (
          <DemoAccounts accounts={accounts} onEnter={(account) => void enter(account.login, account.password)} />
        )}
      </section>
    </main>
  );
}
