/** The invented people of a demonstration, by centre: one click signs in. */
import { useState } from "react";
import { useWords } from "../i18n/words";
import type { DemoAccount } from "../wire";

interface Props {
  accounts: DemoAccount[];
  onEnter: (account: DemoAccount) => void;
}

export function DemoAccounts({ accounts, onEnter }: Props) {
  const words = useWords();
  const centres = [...new Set(accounts.map((account) => account.centre))];
  const [centre, setCentre] = useState(centres[0]);
  return (
    <section className="door-demo" aria-labelledby="door-demo">
      <h2 id="door-demo">{words.sign_in.demo}</h2>
      <p className="dim">{words.sign_in.demo_hint}</p>
      <div className="tabs" role="tablist">
        {centres.map((name) => (
          <button
            key={name}
            type="button"
            role="tab"
            aria-selected={name === centre}
            onClick={() => setCentre(name)}
            data-testid="demo-centre"
          >
            {name}
          </button>
        ))}
      </div>
      <ul>
        {accounts
          .filter((account) => account.centre === centre)
          .map((account) => (
            <li key={account.login}>
              <button
                type="button"
                onClick={() => onEnter(account)}
                data-testid="demo-account"
                data-login={account.login}
                data-role={account.role}
              >
                <strong>{account.name}</strong>
                <span className="dim">{words.roles[account.role]}</span>
              </button>
            </li>
          ))}
      </ul>
    </section>
  );
}
