/** One search: everybody in the order they are called, who refused and why, whose turn it is. */
import { useState } from "react";
import { callVehicle } from "../api/partners";
import { useWords, type Words } from "../i18n/words";
import { KeyButton, KeyScope } from "../keys/keys";
import { clockSpan } from "../live/age";
import { useNow } from "../live/store";
import { phoneNumber } from "../panels/words_of";
import { CrewRefusal, type NeedView, PassedOver, type TurnView } from "../wire";
import { Where } from "./order";
import type { Told } from "./use_told";

interface Props {
  need: NeedView;
  say: Told<unknown>["say"];
}

export function Search({ need, say }: Props) {
  const words = useWords();
  const coordination = words.partners.coordination;
  const turns = need.turns;
  const next = need.callable ? turns.find((one) => one.vehicle_id === need.next_vehicle_id) : undefined;
  const going = turns.some((one) => one.turn === "GOING");
  const [instead, callInstead] = useState<string | null>(null);
  const call = (id: string, passedOver: PassedOver | null) => {
    callInstead(null);
    void say(() => callVehicle(need.decision_id, id, passedOver));
  };
  const other = turns.find((one) => one.vehicle_id === instead && one.turn === "FREE" && one !== next);
  return (
    <section className="panel-page search" data-testid="search">
      <Where place={need.place} />
      <p className="dim">{need.sector ?? coordination.out_of_sector}</p>
      {next &&
        (other ? (
          <WhyNot
            next={next}
            instead={other}
            onReason={(reason) => call(other.vehicle_id, reason)}
            onBack={() => callInstead(null)}
          />
        ) : (
          <KeyButton
            label={coordination.call_next(next.call_sign)}
            look="primary"
            chord="Enter"
            onPress={() => call(next.vehicle_id, null)}
            testid="call-next"
          />
        ))}
      {need.callable && !next && <p className="warn">{coordination.nobody}</p>}
      {!need.callable && !going && <p className="dim">{coordination.waits}</p>}
      <table>
        <thead>
          <tr>
            <th scope="col">{coordination.columns.line}</th>
            <th scope="col">{coordination.columns.vehicle}</th>
            <th scope="col">{coordination.columns.phone}</th>
            <th scope="col">{coordination.columns.arrival}</th>
            <th scope="col">{coordination.columns.turn}</th>
          </tr>
        </thead>
        <tbody>
          {turns.map((turn) => (
            <tr
              key={turn.vehicle_id}
              className={`turn ${turn.turn.toLowerCase()}`}
              aria-current={turn === next ? "step" : undefined}
              data-testid="turn"
              data-vehicle={turn.vehicle_id}
              data-turn={turn.turn}
            >
              <td>{turn.line ?? coordination.other}</td>
              <td>
                <strong>{turn.call_sign}</strong>
                <small className="dim">{turn.organisation}</small>
              </td>
              <td>{turn.phone && <a href={`tel:${turn.phone}`}>{phoneNumber(turn.phone)}</a>}</td>
              <td>
                {turn.arrival_s === null
                  ? coordination.arrival_unknown
                  : coordination.arrival(Math.round(turn.arrival_s / 60))}
              </td>
              <td>
                <Standing turn={turn} />
                {turn.turn === "FREE" && need.callable && turn !== next && (
                  <button
                    type="button"
                    className="button"
                    aria-label={coordination.call_next(turn.call_sign)}
                    onClick={() => callInstead(turn.vehicle_id)}
                  >
                    {coordination.call}
                  </button>
                )}
              </td>
            </tr>
          ))}
        </tbody>
      </table>
    </section>
  );
}

interface WhyNotProps {
  next: TurnView;
  instead: TurnView;
  onReason: (reason: PassedOver) => void;
  onBack: () => void;
}

/** Why the vehicle whose turn it is is passed over: asked before another is called. */
function WhyNot(props: WhyNotProps) {
  const words = useWords().partners;
  return (
    <KeyScope>
      <fieldset className="reasons">
        <legend>{words.coordination.why_not(props.instead.call_sign, props.next.call_sign)}</legend>
        {PassedOver.map((one, index) => (
          <KeyButton
            key={one}
            label={words.coordination.passed_over[one]}
            chord={`digit${index + 1}`}
            onPress={() => props.onReason(one)}
            testid={`pass-over-${one}`}
          />
        ))}
        <KeyButton label={words.order.keep} chord="Escape" look="quiet" onPress={props.onBack} />
      </fieldset>
    </KeyScope>
  );
}

function Standing({ turn }: { turn: TurnView }) {
  const words = useWords();
  const now = useNow();
  const left = turn.answer_by ? Date.parse(turn.answer_by) - now : 0;
  const why = turn.turn === "ASKED" && left > 0 ? clockSpan(left) : reason(turn.why, words);
  return <span>{[words.partners.coordination.turns[turn.turn], why].filter(Boolean).join(" · ")}</span>;
}

/** A company's reason for refusing, or the engine's for leaving a vehicle out. */
function reason(why: string | null, words: Words): string {
  const refusal = CrewRefusal.find((one) => one === why);
  return refusal ? words.partners.order.reasons[refusal] : why ? (words.engage.reasons[why] ?? why) : "";
}
