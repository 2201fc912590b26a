/** Number, priority, caller and owner of a case, with the keys that move it on. */
import { closeCase, editCase, releaseCase, takeCase } from "../api/room";
import { CallerSign } from "../design/mark";
import { useWords } from "../i18n/words";
import { KeyButton } from "../keys/keys";
import { useAct } from "../live/act";
import { clockSpan } from "../live/age";
import { isFinished, waitsSince } from "../live/room";
import { useMayAt, useNow, useSelect, useSession, useStore } from "../live/store";
import { type CareQueue, type CaseView, Priority } from "../wire";
import { ForCentre } from "./centre_name";
import { phoneNumber, shortNumber } from "./words_of";

export function CaseHead({ row }: { row: CaseView }) {
  const words = useWords();
  const now = useNow();
  const may = useMayAt(row.centre_id);
  return (
    <header className="case-head">
      <ForCentre centreId={row.centre_id} />
      <div className="case-title">
        <h2 data-testid="case-number" data-number={row.number}>
          {words.numbered(shortNumber(row.number))}
        </h2>
        <span className={`state ${row.state.toLowerCase()}`} data-testid="case-state" data-state={row.state}>
          {words.case.states[row.state]}
        </span>
        <small className="case-code">{`${row.number} · ${row.attribution}`}</small>
        <time title={words.queue.waits}>{clockSpan(now - Date.parse(waitsSince(row)))}</time>
      </div>
      <div className="case-caller">
        <CallerSign caller={row.caller} />
        <time className="dim">{clockSpan(now - Date.parse(row.caller_since))}</time>
        {row.caller_number && <strong>{phoneNumber(row.caller_number)}</strong>}
        {row.repeat_count > 0 && <em className="warn">{words.queue.repeat(row.repeat_count)}</em>}
        {row.taken_by && <span className="owner">{words.case.owner(row.taken_by)}</span>}
      </div>
      {!isFinished(row) && (
        <>
          {may("case.edit") && <PriorityKeys row={row} />}
          <CaseKeys row={row} />
        </>
      )}
    </header>
  );
}

function PriorityKeys({ row }: { row: CaseView }) {
  const words = useWords();
  const act = useAct();
  return (
    <fieldset className="priorities">
      <legend className="unseen">{words.case.priority}</legend>
      {Priority.filter((priority) => priority !== "NR").map((priority) => (
        <span key={priority} className={`priority-key ${priority.toLowerCase()}`}>
          <KeyButton
            label={
              <>
                <b>{priority}</b> {words.priority[priority]}
              </>
            }
            chord={`ctrl+digit${priority.slice(1)}`}
            pressed={row.priority === priority}
            onPress={() => void act(() => editCase(row.id, { version: row.version, priority }))}
            testid={`priority-${priority}`}
          />
        </span>
      ))}
    </fieldset>
  );
}

function CaseKeys({ row }: { row: CaseView }) {
  const words = useWords();
  const store = useStore();
  const act = useAct();
  const session = useSession();
  const may = useMayAt(row.centre_id);
  const call = useSelect((state) =>
    [...state.calls.values()].find((one) => one.case_id === row.id && one.answered_by === session.name),
  );
  const mine = row.taken_by === session.name;
  const task = (kind: "attach" | "file" | "reflex" | "verbal") => () =>
    store.dispatch({ type: "view", view: { task: { kind } } });
  const smurSent = useSelect((state) =>
    row.mission_ids.some((id) => {
      const mission = state.missions.get(id);
      if (!mission || mission.closed_at !== null) return false;
      return state.vehicles.get(mission.vehicle_id)?.type.startsWith("SMUR.") === true;
    }),
  );
  return (
    <div className="acts">
      {may("mission.engage") && row.priority === "P0" && row.place && row.motive && !smurSent && (
        <KeyButton look="primary" label={words.reflex.go} chord="Enter" onPress={task("reflex")} testid="reflex" />
      )}
      {may("mission.engage") && !may("decision.decide") && row.place && !isFinished(row) && (
        <KeyButton label={words.signatures.verbal} chord="o" onPress={task("verbal")} testid="verbal" />
      )}
      {(mine || (row.taken_by && may("case.release") && !may("case.take"))) && (
        <KeyButton
          label={words.case.release}
          chord="F9"
          onPress={() => void act(() => releaseCase(row.id))}
          testid="release"
        />
      )}
      {!mine && may("case.take") && (row.queue === "OSNP" || may("decision.decide")) && (
        <KeyButton label={words.case.take} onPress={() => void act(() => takeCase(row.id))} testid="take" />
      )}
      {may("case.edit") && <PassKeys row={row} />}
      {call && (
        <>
          <KeyButton look="quiet" label={words.call.attach} chord="j" onPress={task("attach")} testid="attach" />
          <KeyButton look="quiet" label={words.call.file} chord="x" onPress={task("file")} testid="file" />
        </>
      )}
      {row.state === "VALIDE" && may("case.close") && (
        <KeyButton label={words.case.close} onPress={() => void act(() => closeCase(row.id))} testid="close-case" />
      )}
    </div>
  );
}

function PassKeys({ row }: { row: CaseView }) {
  const words = useWords();
  const act = useAct();
  const pass = (queue: CareQueue) => () => void act(() => editCase(row.id, { version: row.version, queue }));
  return (
    <>
      <KeyButton
        label={words.case.to_amu}
        title={`${words.case.pass_to} ${words.care_queue.AMU}`}
        chord="F8"
        pressed={row.queue === "AMU"}
        onPress={pass("AMU")}
        testid="pass-amu"
      />
      <KeyButton
        label={words.case.to_ambulatory}
        title={`${words.case.pass_to} ${words.care_queue.AMBULATORY}`}
        chord="shift+F8"
        pressed={row.queue === "AMBULATORY"}
        onPress={pass("AMBULATORY")}
        testid="pass-ambulatory"
      />
      {row.mission_ids.length > 0 && (
        <KeyButton
          label={words.care_queue.BILAN}
          title={words.case.to_doctor}
          chord="ctrl+Enter"
          pressed={row.queue === "BILAN"}
          onPress={pass("BILAN")}
          testid="pass-bilan"
        />
      )}
    </>
  );
}
