/** The frame of a page about accounts: a title, the way back, what was refused. */
import type { ReactNode } from "react";
import { useWords } from "../i18n/words";
import { useStore } from "../live/store";
import { Refusals } from "./notices";
import { TopBar } from "./top_bar";

interface Props {
  title: string;
  who?: string;
  children: ReactNode;
}

export function PeoplePage({ title, who, children }: Props) {
  const words = useWords();
  const store = useStore();
  return (
    <div className="desk people">
      <TopBar />
      <main className="people-page">
        <header>
          <h1>{title}</h1>
          {who && <p className="dim">{who}</p>}
          <button
            type="button"
            className="button"
            onClick={() => store.dispatch({ type: "view", view: { page: "room" } })}
            data-testid="people-back"
          >
            {words.people.account.back}
          </button>
        </header>
        {children}
      </main>
      <Refusals />
    </div>
  );
}
