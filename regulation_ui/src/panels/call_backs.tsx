/** Callers who hung up before anyone answered: to call back, in the order they rang. Opened, a row asks what came of it. */
import { useState } from "react";
import { callBack, readCase } from "../api/room";
import { useWords } from "../i18n/words";
import { KeyButton, KeyScope, useKeys } from "../keys/keys";
import { useAct } from "../live/act";
import { clockSpan, roughSpan } from "../live/age";
import { useHoldSpoken } from "../live/one_mouth";
import { ATTEMPTS_BEFORE_DECIDING, toCallBack } from "../live/room";
import { useMay, useNow, useSelect, useStore } from "../live/store";
import type { CallBackResult, CallView } from "../wire";
import { phoneNumber } from "./words_of";

const SHOWN = 4;

export function CallBacks() {
  const words = useWords();
  const may = useMay();
  const calls = useSelect((state) => state.calls);
  const [openId, setOpenId] = useState<string | null>(null);
  const due = toCallBack(calls.values());
  const first = due[0];
  const mayCall = may("call.call_back");
  useKeys({ "shift+F2": () => first && setOpenId(first.id) }, mayCall && first !== undefined);
  if (first === undefined) return null;
  const withoutNumber = due.filter((call) => call.number === null).length;
  return (
    <section aria-label={words.call_back.title} data-testid="call-backs">
      <h3 className="panel-title sub">
        {words.call_back.title}
        <span className="count hot" data-testid="call-back-count">
          {due.length}
        </span>
        {withoutNumber > 0 && <small>{words.call_back.without_number(withoutNumber)}</small>}
      </h3>
      <ul className="rows">
        {due.slice(0, SHOWN).map((call) => (
          <CallBackRow
            key={call.id}
            call={call}
            chord={mayCall && call === first}
            open={mayCall && call.id === openId}
            onOpen={mayCall ? () => setOpenId(call.id) : null}
            onLeave={() => setOpenId(null)}
          />
        ))}
        {due.length > SHOWN && <li className="more">+ {due.length - SHOWN}</li>}
      </ul>
    </section>
  );
}

interface RowProps {
  call: CallView;
  chord: boolean;
  open: boolean;
  onOpen: (() => void) | null;
  onLeave: () => void;
}

function CallBackRow({ call, chord, open, onOpen, onLeave }: RowProps) {
  const words = useWords();
  const now = useNow();
  const tried = call.call_back_tried_at;
  const decide = call.call_back_attempts >= ATTEMPTS_BEFORE_DECIDING;
  const said = [
    call.number === null ? words.call_back.impossible : null,
    call.rings_unanswered > 1 ? words.call_back.rings(call.rings_unanswered) : null,
    call.call_back_attempts > 0 && tried
      ? words.call_back.attempts(call.call_back_attempts, roughSpan(now - Date.parse(tried), words.day))
      : null,
  ].filter(Boolean);
  return (
    <li className="call to-call-back" data-testid="call-back" data-id={call.id}>
      <span className="line">{words.call.lines[call.line]}</span>
      <span className="call-words">
        <strong>{call.number ? phoneNumber(call.number) : words.call.withheld}</strong>
        <small>
          {said.join(" · ") || words.call_back.never_tried}
          {decide && <em>{words.call_back.decide}</em>}
        </small>
      </span>
      <time>{clockSpan(now - Date.parse(call.rang_at))}</time>
      {onOpen && !open && (
        <button type="button" className="button" onClick={onOpen} data-testid="call-back-open">
          <span>{words.call_back.call}</span>
          {chord && <kbd>⇧F2</kbd>}
        </button>
      )}
      {open && (
        <KeyScope>
          <Results call={call} onLeave={onLeave} />
        </KeyScope>
      )}
    </li>
  );
}

function Results({ call, onLeave }: { call: CallView; onLeave: () => void }) {
  const words = useWords();
  const store = useStore();
  const act = useAct();
  const holdSpoken = useHoldSpoken();
  useKeys({ Escape: onLeave });
  const tell = (result: CallBackResult) =>
    act(async () => {
      if (result === "REACHED") await holdSpoken();
      const told = await callBack(call.id, result);
      onLeave();
      const caseId = told.calls?.[0]?.case_id;
      if (caseId) {
        store.dispatch({ type: "case_file", file: await readCase(caseId) });
        store.dispatch({ type: "view", view: { caseId } });
      }
      return told;
    });
  return (
    <fieldset className="acts" aria-label={words.call_back.title}>
      {call.number !== null && (
        <>
          <KeyButton
            look="primary"
            label={words.call_back.reached}
            chord="r"
            onPress={() => void tell("REACHED")}
            testid="call-back-reached"
          />
          <KeyButton
            label={words.call_back.no_answer}
            chord="s"
            onPress={() => void tell("NO_ANSWER")}
            testid="call-back-no-answer"
          />
        </>
      )}
      <KeyButton label={words.call.file} chord="x" onPress={() => void tell("FILED")} testid="call-back-file" />
      <KeyButton look="quiet" label={words.decision.cancel} onPress={onLeave} />
    </fieldset>
  );
}
