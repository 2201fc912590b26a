/** The coordinator of the ambulance companies: searches under way, whose turn it is, and the table of garde. No medical word. */
import { useCallback, useState } from "react";
import { readGarde, readNeeds } from "../api/partners";
import { useWords } from "../i18n/words";
import { KeyButton } from "../keys/keys";
import { clockSpan } from "../live/age";
import { useNow } from "../live/store";
import { useTime } from "../panels/use_time";
import type { NeedView } from "../wire";
import { GardeBoard } from "./garde_board";
import { PartnerPage } from "./partner_page";
import { Search } from "./search";
import { useTold } from "./use_told";

async function read() {
  const [needs, garde] = await Promise.all([readNeeds(), readGarde()]);
  return { needs, garde };
}

export function CoordinationPage() {
  const words = useWords().partners.coordination;
  const told = useTold(read);
  const needs = told.value?.needs ?? [];
  const [chosenId, choose] = useState<string | null>(null);
  const chosen = needs.find((need) => need.decision_id === chosenId) ?? needs[0];
  const next = useCallback(() => {
    const at = chosen ? needs.indexOf(chosen) : -1;
    choose(needs[(at + 1) % needs.length]?.decision_id ?? null);
  }, [needs, chosen]);
  return (
    <PartnerPage name="coordination" title={words.title} told={told}>
      <section className="panel-page">
        <h3>
          {words.title} <span className="count">{needs.length}</span>
        </h3>
        {told.value && needs.length === 0 && <p className="empty">{words.none}</p>}
        <ul className="needs">
          {needs.map((need) => (
            <li key={need.decision_id}>
              <Need need={need} chosen={need === chosen} onChoose={() => choose(need.decision_id)} />
            </li>
          ))}
        </ul>
        {needs.length > 1 && <KeyButton label={words.next_need} chord="n" look="quiet" onPress={next} />}
      </section>
      {chosen && <Search key={chosen.decision_id} need={chosen} say={told.say} />}
      <GardeBoard lines={told.value?.garde ?? []} />
    </PartnerPage>
  );
}

function Need({ need, chosen, onChoose }: { need: NeedView; chosen: boolean; onChoose: () => void }) {
  const words = useWords();
  const time = useTime();
  return (
    <button
      type="button"
      className="need"
      aria-current={chosen}
      onClick={(event) => {
        // A mouse click leaves the keyboard to the page: the next Enter calls whose turn it is.
        if (event.detail > 0) event.currentTarget.blur();
        onChoose();
      }}
      data-testid="need"
      data-id={need.decision_id}
      data-callable={need.callable}
    >
      <strong>{need.place?.label ?? words.partners.no_place}</strong>
      <span>
        {need.delay && <span className="delay">{words.decision.delays[need.delay]}</span>}
        <span className="dim">{words.partners.asked_at(time(need.decided_at))}</span>
        <SearchTime need={need} />
      </span>
      {need.call_signs.length > 0 && <span>{need.call_signs.join(", ")}</span>}
    </button>
  );
}

/** Counts only while nobody is going. */
function SearchTime({ need }: { need: NeedView }) {
  const words = useWords().partners.coordination;
  const now = useNow();
  const going = need.turns.some((one) => one.turn === "GOING");
  if (!need.search_until || going) return null;
  const left = Date.parse(need.search_until) - now;
  return <span className={left > 0 ? "dim" : "warn"}>{left > 0 ? words.until(clockSpan(left)) : words.over}</span>;
}
