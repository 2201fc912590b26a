/** Decisions of a case: those in force first, each for its patient, with what it unlocks. */
import { withdrawDecision } from "../api/room";
import { useWords, type Words } from "../i18n/words";
import { KeyButton } from "../keys/keys";
import { useAct } from "../live/act";
import { decisionsToEngage, isFinished } from "../live/room";
import { useMayAt, useSelect, useStore } from "../live/store";
import type { CaseView, DecisionView } from "../wire";
import { useTime } from "./use_time";

export function CaseDecisions({ row }: { row: CaseView }) {
  const words = useWords();
  const store = useStore();
  const may = useMayAt(row.centre_id);
  const missions = useSelect((state) => state.missions);
  const vehicles = useSelect((state) => state.vehicles);
  const task = useSelect((state) => state.view.task);
  const owed = new Set(decisionsToEngage(row, { missions, vehicles }).map((decision) => decision.id));
  const [firstOwed] = owed;
  const ordered = row.decisions.toSorted((a, b) => Number(a.ended_at !== null) - Number(b.ended_at !== null));
  const engage = (decisionId: string) =>
    store.dispatch({ type: "view", view: { task: { kind: "engage", decisionId, vehicleId: null } } });
  return (
    <section className="block" data-testid="decisions">
      <h3>
        {words.case.decisions}
        {may("decision.decide") && !isFinished(row) && task === null && (
          <KeyButton
            look="primary"
            label={words.decision.decide}
            chord="d"
            onPress={() => store.dispatch({ type: "view", view: { task: { kind: "decide" } } })}
            testid="decide"
          />
        )}
      </h3>
      {ordered.length === 0 && <p className="empty">{words.case.no_decision}</p>}
      <ul className="decisions">
        {ordered.map((decision) => (
          <Decision key={decision.id} row={row} decision={decision}>
            {owed.has(decision.id) && may("mission.engage") && task === null && (
              <KeyButton
                look="primary"
                label={words.decision.engage}
                {...(decision.id === firstOwed ? { chord: "e" } : {})}
                onPress={() => engage(decision.id)}
                testid="engage"
              />
            )}
          </Decision>
        ))}
      </ul>
    </section>
  );
}

function Decision({ row, decision, children }: { row: CaseView; decision: DecisionView; children: React.ReactNode }) {
  const words = useWords();
  const act = useAct();
  const time = useTime();
  const may = useMayAt(row.centre_id);
  const ended = decision.ended_at !== null;
  const patient = row.patients.find((one) => one.id === decision.patient_id);
  return (
    <li className={ended ? "ended" : ""} data-testid="decision" data-type={decision.type} data-means={decision.means}>
      <p>
        <strong>{decisionWords(decision, words)}</strong>
        {decision.care_level && <span className="level">{decision.care_level}</span>}
        {row.patients.length > 1 && patient && <span className="dim">{`${words.decision.for} ${patient.rank}`}</span>}
        <span className="by">{`${time(decision.decided_at)} ${decision.decided_by}`}</span>
      </p>
      {decision.senior && (
        <p className={decision.countersigned_at ? "dim" : "warn"} data-testid="decision-senior">
          {`${words.signatures.under(decision.senior)} · ${signatureWords(decision.countersigned_by, words)}`}
        </p>
      )}
      {decision.words && <p className="quoted">{decision.words}</p>}
      {ended && (
        <p className="dim">
          {decision.ended_because === "WITHDRAWN" ? words.decision.withdrawn : words.decision.replaced}
        </p>
      )}
      {!ended && (
        <div className="acts">
          {children}
          {may("decision.withdraw") && (
            <KeyButton
              look="quiet"
              label={words.decision.withdraw}
              onPress={() => void act(() => withdrawDecision(decision.id))}
              testid="withdraw"
            />
          )}
        </div>
      )}
    </li>
  );
}

/** Whether a signature was given, and by whom. */
export function signatureWords(by: string | null, words: Words): string {
  return by ? words.signatures.signed(by) : words.signatures.unsigned;
}

export function decisionWords(decision: DecisionView, words: Words): string {
  const what = decision.means ? words.decision.means[decision.means] : words.decision.types[decision.type];
  const when = decision.delay ? words.decision.delays[decision.delay] : "";
  const orientation = decision.type === "ORIENT" ? words.decision.types.ORIENT : "";
  return [orientation, what, when].filter(Boolean).join(" · ");
}
