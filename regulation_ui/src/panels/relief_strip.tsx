/** What changes hands, above everything: offers to take over, and for the supervisor what nobody holds any more. */
import { useEffect, useState } from "react";
import { answerRelief, assignCase, readHoldings } from "../api/relief";
import { useWords } from "../i18n/words";
import { useAct } from "../live/act";
import { roughSpan } from "../live/age";
import { type Offer, offersTo, orphans } from "../live/relief";
import { useMay, useNow, useSelect, useSession, useStore } from "../live/store";
import type { CaseView, Colleague } from "../wire";
import { Chooser } from "./chooser";
import { shortNumber } from "./words_of";

export function ReliefStrip() {
  const session = useSession();
  const may = useMay();
  const cases = useSelect((state) => state.cases);
  const left = may("case.assign") ? orphans(cases.values()) : [];
  return (
    <div aria-live="assertive">
      {offersTo(cases.values(), session.account_id).map((offer) => (
        <OfferLine key={offer.leaverId} offer={offer} />
      ))}
      {left.length > 0 && <Orphans left={left} />}
    </div>
  );
}

function OfferLine({ offer }: { offer: Offer }) {
  const words = useWords();
  const act = useAct();
  const answer = (accepted: boolean) => act(() => answerRelief(offer.leaverId, accepted));
  return (
    <section className="banner relief" data-testid="relief-offer">
      <strong>{words.relief.offered(offer.leaver)}</strong>
      <span>{words.relief.holding(offer.cases.length, offer.tasks.length)}</span>
      <button type="button" className="button primary" onClick={() => void answer(true)} data-testid="relief-accept">
        {words.relief.accept}
      </button>
      <button type="button" className="button" onClick={() => void answer(false)} data-testid="relief-refuse">
        {words.relief.refuse}
      </button>
    </section>
  );
}

function Orphans({ left }: { left: CaseView[] }) {
  const words = useWords();
  const store = useStore();
  const act = useAct();
  const now = useNow();
  const [colleagues, setColleagues] = useState<Colleague[]>([]);
  const count = left.length;
  // biome-ignore lint/correctness/useExhaustiveDependencies: read again when another one is left
  useEffect(() => {
    void act(async () => {
      setColleagues((await readHoldings()).colleagues);
    });
  }, [count, act]);
  return (
    <section className="banner relief" role="alert" data-testid="orphans" data-count={count}>
      <strong>{words.relief.orphans}</strong>
      <ul>
        {left.map((row) => (
          <li key={row.id}>
            <button
              type="button"
              className="button quiet"
              onClick={() => store.dispatch({ type: "view", view: { caseId: row.id } })}
            >
              {`${words.numbered(shortNumber(row.number))} · ${row.priority} · ${words.relief.orphan_since(
                roughSpan(now - Date.parse(row.orphaned_at ?? row.opened_at), words.day),
              )}`}
            </button>
            <Chooser
              options={[
                { value: "", label: words.relief.choose_colleague },
                ...colleagues.map((one) => ({
                  value: one.account_id,
                  label: `${one.name} · ${one.roles.map((role) => words.roles[role]).join(", ")}`,
                })),
              ]}
              label={`${words.relief.assign} (${words.numbered(shortNumber(row.number))})`}
              verb={words.relief.assign}
              held=""
              onChoose={(accountId) => void act(() => assignCase(row.id, accountId))}
              listId="assign-to"
              testid="assign-case"
            />
          </li>
        ))}
      </ul>
    </section>
  );
}
