/** A helicopter is asked, never ordered: who can be asked for a decision, and what was asked and not answered yet. */
import { askHelp } from "../api/centres";
import { engage } from "../api/room";
import { VehicleMark } from "../design/mark";
import { useWords } from "../i18n/words";
import { KeyButton } from "../keys/keys";
import { useAct } from "../live/act";
import { clockSpan, roughSpan } from "../live/age";
import { awaitsPilot } from "../live/room";
import { useNow, useSelect } from "../live/store";
import type { Candidate, CaseView, Engagement, Proposal } from "../wire";
import { useCentreNames } from "./asked_of_us";

interface Props {
  row: CaseView;
  decisionId: string;
  proposal: Proposal;
}

export function AskPilot({ row, decisionId, proposal }: Props) {
  const words = useWords();
  const act = useAct();
  const now = useNow();
  const name = useCentreNames();
  const missions = useSelect((state) => state.missions);
  const pending = [...missions.values()].find((one) => one.decision_id === decisionId && awaitsPilot(one));
  const free = proposal.dropped
    .filter((one) => one.dropped === "ON_REQUEST")
    .sort((a, b) => (a.arrival_s ?? Number.POSITIVE_INFINITY) - (b.arrival_s ?? Number.POSITIVE_INFINITY));
  if (pending)
    return (
      <p className="warn" data-testid="asked">
        {`${pending.call_sign} : ${words.pilot.asked_since(roughSpan(now - Date.parse(pending.ordered_at), words.day))}`}
      </p>
    );
  if (free.length === 0) return null;
  const ask = (one: Candidate) => {
    const engagement: Engagement = {
      case_id: row.id,
      vehicle_id: one.vehicle_id,
      ground: "DECISION",
      decision_id: decisionId,
      proposal_id: proposal.id,
      asked: true,
    };
    return act(() => (one.ask_centre_id ? askHelp(engagement) : engage(engagement)));
  };
  return (
    <div className="on-request" data-testid="on-request">
      <p className="dim">{words.pilot.hint}</p>
      {free.map((one, index) => (
        <div className="acts" key={one.vehicle_id}>
          <VehicleMark type={one.type} status="available" stale={one.stale} size={18} />
          <KeyButton
            label={`${words.pilot.ask} ${one.call_sign}`}
            {...(index === 0 ? { chord: "h" } : {})}
            onPress={() => void ask(one)}
            testid="ask-pilot"
          />
          {one.ask_centre_id && <em className="to-ask">{words.centres.to_ask(name(one.ask_centre_id))}</em>}
          <small>{one.arrival_s === null ? words.engage.arrival_unknown : clockSpan(one.arrival_s * 1000)}</small>
        </div>
      ))}
    </div>
  );
}
