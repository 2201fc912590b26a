/** Signatures owed, above everything: the doctor's to give with one key, and to the supervisor those that are late. */
import { signDecision, signOrder } from "../api/seniors";
import { useWords } from "../i18n/words";
import { KeyButton } from "../keys/keys";
import { useAct } from "../live/act";
import { roughSpan } from "../live/age";
import { isOverdue, type Owed } from "../live/relief";
import { lateSignatures, toSign } from "../live/signatures";
import { useMay, useNow, useSelect, useSession, useStore } from "../live/store";
import { decisionWords } from "./case_decisions";
import { shortNumber } from "./words_of";

const SHOWN = 3;

export function SignatureStrip() {
  const words = useWords();
  const session = useSession();
  const act = useAct();
  const may = useMay();
  const now = useNow();
  const cases = useSelect((state) => state.cases);
  const mine = may("mission.countersign") ? toSign(cases.values(), session) : [];
  const late = may("case.assign") ? lateSignatures(cases.values(), now) : [];
  const sign = ({ task }: Owed) =>
    act(async () => {
      if (task.mission_id) return signOrder(task.mission_id);
      return task.decision_id ? signDecision(task.decision_id) : undefined;
    });
  const [first] = mine;
  return (
    <div aria-live="polite">
      {first && (
        <section className="banner relief" data-testid="to-sign" data-count={mine.length}>
          <strong>{words.signatures.to_sign}</strong>
          <ul>
            {mine.slice(0, SHOWN).map((owed) => (
              <Line key={owed.task.id} owed={owed}>
                <KeyButton
                  look={owed === first ? "primary" : "plain"}
                  label={words.signatures.sign}
                  {...(owed === first ? { chord: "F10" } : {})}
                  onPress={() => void sign(owed)}
                  testid="sign-signature"
                />
              </Line>
            ))}
            {mine.length > SHOWN && <li>+ {mine.length - SHOWN}</li>}
          </ul>
        </section>
      )}
      {late.length > 0 && (
        <section className="banner relief" role="alert" data-testid="late-signatures" data-count={late.length}>
          <strong>{words.signatures.late}</strong>
          <ul>
            {late.map((owed) => (
              <Line key={owed.task.id} owed={owed}>
                <span>{owed.task.owner ?? words.signatures.nobody}</span>
              </Line>
            ))}
          </ul>
        </section>
      )}
    </div>
  );
}

function Line({ owed, children }: { owed: Owed; children: React.ReactNode }) {
  const { row, task } = owed;
  const words = useWords();
  const store = useStore();
  const now = useNow();
  const mission = useSelect((state) => (task.mission_id ? state.missions.get(task.mission_id) : undefined));
  const decision = row.decisions.find((one) => one.id === task.decision_id);
  const what = mission
    ? `${mission.call_sign}, ${words.signatures.grounds[mission.ground === "RENFORT" ? "RENFORT" : "ORDRE_VERBAL"]}`
    : decision && decisionWords(decision, words);
  const since = mission?.ordered_at ?? decision?.decided_at;
  return (
    <li className={isOverdue(task, now) ? "late" : ""}>
      <button
        type="button"
        className="button quiet"
        onClick={() => store.dispatch({ type: "view", view: { caseId: row.id } })}
      >
        {[
          words.numbered(shortNumber(row.number)),
          what,
          words.signatures.by(task.set_by),
          since && roughSpan(Math.max(0, now - Date.parse(since)), words.day),
        ]
          .filter(Boolean)
          .join(" · ")}
      </button>
      {children}
    </li>
  );
}
