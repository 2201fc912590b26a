/** Calls that ring, by line then time; one's own calls: the one spoken to, those on hold; callers to call back. */
import { answerCall, changeCall } from "../api/room";
import { useWords } from "../i18n/words";
import { KeyButton, useKeys } from "../keys/keys";
import { useAct } from "../live/act";
import { clockSpan } from "../live/age";
import { ringsHere } from "../live/centres";
import { useHoldSpoken } from "../live/one_mouth";
import { ownCalls, ringing } from "../live/room";
import { useMay, useNow, useSelect, useSession, useStore } from "../live/store";
import type { CallView } from "../wire";
import { CallBacks } from "./call_backs";
import { ForCentre } from "./centre_name";
import { phoneNumber } from "./words_of";

const SHOWN = 6;

export function Calls() {
  const words = useWords();
  const session = useSession();
  const calls = useSelect((state) => state.calls);
  const waiting = ringing([...calls.values()].filter((call) => ringsHere(session, call)));
  const mine = ownCalls(calls.values(), session);
  const answer = useAnswer();
  const may = useMay();
  const first = waiting[0];
  useKeys({ F2: () => first && answer(first) }, first !== undefined && may("call.answer"));
  return (
    <section className="panel calls" aria-label={words.bar.regions.calls} data-testid="calls">
      <h2 className="panel-title">
        {words.call.ringing}
        <span className={`count${waiting.length > 0 ? " hot" : ""}`} data-testid="ringing-count">
          {waiting.length}
        </span>
      </h2>
      {waiting.length === 0 && <p className="empty">{words.call.none}</p>}
      <ul className="rows">
        {waiting.slice(0, SHOWN).map((call, index) => (
          <RingingCall
            key={call.id}
            call={call}
            first={index === 0}
            onAnswer={may("call.answer") ? () => answer(call) : null}
          />
        ))}
        {waiting.length > SHOWN && <li className="more">+ {waiting.length - SHOWN}</li>}
      </ul>
      {mine.length > 0 && (
        <>
          <h3 className="panel-title sub">{words.call.mine}</h3>
          <ul className="rows">
            {mine.map((call) => (
              <OwnCall key={call.id} call={call} />
            ))}
          </ul>
        </>
      )}
      <CallBacks />
    </section>
  );
}

function useAnswer() {
  const store = useStore();
  const act = useAct();
  const holdSpoken = useHoldSpoken();
  return (call: CallView) =>
    act(async () => {
      await holdSpoken();
      const file = await answerCall(call.id);
      store.dispatch({ type: "case_file", file });
      store.dispatch({ type: "view", view: { caseId: file.case.id } });
    });
}

function RingingCall({ call, first, onAnswer }: { call: CallView; first: boolean; onAnswer: (() => void) | null }) {
  const words = useWords();
  const now = useNow();
  return (
    <li className="call ringing" data-testid="ringing-call" data-id={call.id}>
      <span className="line">{words.call.lines[call.line]}</span>
      <span className="call-words">
        <ForCentre centreId={call.centre_id} />
        <strong>{call.number ? phoneNumber(call.number) : words.call.withheld}</strong>
        <small>
          {call.radius_m !== null ? words.call.located(Math.round(call.radius_m)) : words.call.no_position}
          {call.attach_to.length > 0 && <em>{words.call.proposes(call.attach_to.length)}</em>}
        </small>
      </span>
      <time>{clockSpan(now - Date.parse(call.rang_at))}</time>
      {onAnswer && (
        <button type="button" className={`button${first ? " primary" : ""}`} onClick={onAnswer} data-testid="answer">
          <span>{words.call.answer}</span>
          {first && <kbd>F2</kbd>}
        </button>
      )}
    </li>
  );
}

function OwnCall({ call }: { call: CallView }) {
  const words = useWords();
  const now = useNow();
  const store = useStore();
  const act = useAct();
  const row = useSelect((state) => (call.case_id ? state.cases.get(call.case_id) : undefined));
  const held = call.state === "HELD";
  return (
    <li
      className={`call ${held ? "held" : "speaking"}`}
      data-testid="own-call"
      data-id={call.id}
      data-state={call.state}
    >
      <span className="line">{words.call.lines[call.line]}</span>
      <button
        type="button"
        className="call-words link"
        onClick={() => call.case_id && store.dispatch({ type: "view", view: { caseId: call.case_id } })}
      >
        <ForCentre centreId={call.centre_id} />
        <strong>{call.number ? phoneNumber(call.number) : words.call.withheld}</strong>
        <small>{[words.call.states[call.state], row?.place?.label].filter(Boolean).join(" · ")}</small>
      </button>
      <time>{clockSpan(now - Date.parse(call.answered_at ?? call.rang_at))}</time>
      <span className="acts">
        <KeyButton
          label={held ? words.call.resume : words.call.hold}
          onPress={() => act(() => changeCall(call.id, held ? "ANSWERED" : "HELD"))}
          testid="hold"
        />
        {!held && (
          <KeyButton
            look="quiet"
            label={words.call.hang_up}
            onPress={() => act(() => changeCall(call.id, "ENDED"))}
            testid="hang-up"
          />
        )}
      </span>
    </li>
  );
}
