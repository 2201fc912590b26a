/** An order as its company or crew reads it: where, how soon, until when to answer; taken, or refused with a reason. */
import { useState } from "react";
import { answerOrder, type Holder } from "../api/partners";
import { useWords } from "../i18n/words";
import { KeyButton, KeyScope } from "../keys/keys";
import { clockSpan } from "../live/age";
import { useNow } from "../live/store";
import { type CompanyMission, CrewRefusal, type Place } from "../wire";
import { awaitsAnswer, mayRefuse } from "./reading";
import type { Told } from "./use_told";

type Order = Pick<CompanyMission, "id" | "status" | "receipt" | "order_version" | "answer_by" | "closed_at">;

export function Where({ place }: { place: Place | null }) {
  const words = useWords();
  if (!place) return <p className="where">{words.partners.no_place}</p>;
  return (
    <p className="where" data-testid="place">
      <strong>{place.label}</strong>
      {place.access && <span>{`${words.partners.access} : ${place.access}`}</span>}
      {place.lon_deg !== null && place.lat_deg !== null && (
        <a className="button" href={`geo:${place.lat_deg},${place.lon_deg}`}>
          {words.partners.go_there}
        </a>
      )}
    </p>
  );
}

interface Props {
  holder: Holder;
  order: Order;
  /** Whether its keys are live: one order at a time has them. */
  keys: boolean;
  say: Told<unknown>["say"];
}

/** Nothing once there is an answer. */
export function Answer({ holder, order, keys, say }: Props) {
  const words = useWords().partners.order;
  const [refusing, setRefusing] = useState(false);
  if (!awaitsAnswer(order)) return null;
  const reply = (refusal: CrewRefusal | null) =>
    void say(() => answerOrder(holder, order.id, order.order_version, refusal));
  if (refusing)
    return (
      <KeyScope>
        <fieldset className="reasons">
          <legend>{words.why}</legend>
          {CrewRefusal.map((one, index) => (
            <KeyButton
              key={one}
              label={words.reasons[one]}
              chord={`digit${index + 1}`}
              onPress={() => reply(one)}
              testid={`refuse-${one}`}
            />
          ))}
          <KeyButton label={words.keep} chord="Escape" look="quiet" onPress={() => setRefusing(false)} />
        </fieldset>
      </KeyScope>
    );
  return (
    <div className="answer">
      {mayRefuse(order.status) ? <Countdown by={order.answer_by} /> : <p className="warn">{words.changed}</p>}
      <div className="acts">
        <KeyButton
          label={words.take}
          look="primary"
          onPress={() => reply(null)}
          testid="take-order"
          {...(keys ? { chord: "Enter" } : {})}
        />
        {mayRefuse(order.status) && (
          <KeyButton
            label={words.refuse}
            look="danger"
            onPress={() => setRefusing(true)}
            testid="refuse-order"
            {...(keys ? { chord: "r" } : {})}
          />
        )}
      </div>
    </div>
  );
}

function Countdown({ by }: { by: string | null }) {
  const words = useWords().partners.order;
  const now = useNow();
  if (by === null) return null;
  const left = Date.parse(by) - now;
  return <p className={left > 0 ? "dim" : "warn"}>{left > 0 ? words.left(clockSpan(left)) : words.late}</p>;
}
