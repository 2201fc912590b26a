/** Above a doctor's desk: the opinions other centres ask of one's own, until somebody has given them. */
import { useWords } from "../i18n/words";
import { clockSpan } from "../live/age";
import { opinionsToGive } from "../live/centres";
import { useMay, useNow, useSelect, useSession, useStore } from "../live/store";
import { useCentreName } from "./centre_name";
import { shortNumber } from "./words_of";

export function OpinionStrip() {
  const words = useWords();
  const store = useStore();
  const may = useMay();
  const now = useNow();
  const session = useSession();
  const name = useCentreName();
  const cases = useSelect((state) => state.cases);
  if (!may("opinion.give")) return null;
  return (
    <div aria-live="polite">
      {opinionsToGive(cases.values(), session).map(({ row, opinion }) => (
        <section key={opinion.id} className="banner transfer" data-testid="opinion-asked">
          <strong>{words.rooms.opinion_asked(name(row.centre_id))}</strong>
          <span>{[words.roles[opinion.role], opinion.question].filter(Boolean).join(" · ")}</span>
          <time>{clockSpan(now - Date.parse(opinion.asked_at))}</time>
          <button
            type="button"
            className="button primary"
            onClick={() => store.dispatch({ type: "view", view: { caseId: row.id } })}
            data-testid="opinion-read"
          >
            {words.numbered(shortNumber(row.number))}
          </button>
        </section>
      ))}
    </div>
  );
}
