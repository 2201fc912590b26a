/** Who goes: every fitting vehicle in the engine's order, the first preselected; another one asks why. */
import { useCallback, useEffect, useState } from "react";
import { askHelp } from "../api/centres";
import { engage, propose } from "../api/room";
import { VehicleMark } from "../design/mark";
import { useWords } from "../i18n/words";
import { KeyButton } from "../keys/keys";
import { useAct } from "../live/act";
import { distance } from "../live/age";
import { awaitsPilot } from "../live/room";
import { useSelect, useStore } from "../live/store";
import type { Candidate, CaseView, Engagement, Proposal } from "../wire";
import { AskPilot } from "./ask_pilot";
import { useCentreNames } from "./asked_of_us";
import { CandidateRow } from "./candidate_row";
import { Task, TaskKeys, useLeave } from "./task";

interface Props {
  row: CaseView;
  decisionId: string;
  /** Chosen on the map; null: the engine's first. */
  vehicleId: string | null;
}

export function Engage({ row, decisionId, vehicleId }: Props) {
  const words = useWords();
  const act = useAct();
  const name = useCentreNames();
  const [proposal, setProposal] = useState<Proposal | null>(null);
  const [chosen, setChosen] = useState(0);
  const [why, setWhy] = useState(false);
  const [motive, setMotive] = useState("");

  const ask = useCallback(
    () =>
      act(async () => {
        const answer = await propose(decisionId);
        setProposal(answer);
        setChosen(
          Math.max(
            0,
            answer.candidates.findIndex((one) => one.vehicle_id === vehicleId),
          ),
        );
        setWhy(vehicleId !== null && answer.dropped.some((one) => one.vehicle_id === vehicleId));
      }),
    [act, decisionId, vehicleId],
  );
  useEffect(() => void ask(), [ask]);

  const leave = useLeave();
  useLeaveWhenServed(decisionId);
  const candidates = proposal?.candidates ?? [];
  const choice = candidates[chosen];
  const override = chosen > 0;
  const verb = choice?.ask_centre_id ? `${words.centres.ask(name(choice.ask_centre_id))} :` : words.engage.order;
  const ready = choice !== undefined && (!override || motive.trim() !== "");
  const order = async () => {
    if (!proposal || !choice || !ready) return;
    const engagement: Engagement = {
      case_id: row.id,
      vehicle_id: choice.vehicle_id,
      ground: "DECISION",
      decision_id: decisionId,
      proposal_id: proposal.id,
      ...(override ? { override_motive: motive.trim() } : {}),
    };
    const done = await act(() => (choice.ask_centre_id ? askHelp(engagement) : engage(engagement)));
    if (done) leave();
    else void ask();
  };
  const move = (step: number) => setChosen(Math.min(Math.max(chosen + step, 0), candidates.length - 1));
  const outside = proposal?.dropped.find((one) => one.vehicle_id === vehicleId);

  return (
    <Task
      testid="engage-task"
      title={
        <>
          {words.engage.title}
          {proposal && (
            <small>{`${words.engage.method} ${words.engage.methods[proposal.method] ?? proposal.method}`}</small>
          )}
        </>
      }
    >
      <TaskKeys chords={{ ArrowDown: () => move(1), ArrowUp: () => move(-1) }} />
      {!proposal && <p className="empty">{words.engage.searching}</p>}
      {proposal && candidates.length === 0 && <p className="warn">{words.engage.none}</p>}
      {outside && <p className="warn">{words.engage.not_candidate(outside.call_sign)}</p>}
      <ol className="candidates" data-testid="candidates">
        {candidates.map((candidate, index) => (
          <li key={candidate.vehicle_id}>
            <button
              type="button"
              className={index === chosen ? "chosen" : ""}
              aria-current={index === chosen}
              onClick={(event) => {
                event.currentTarget.blur();
                setChosen(index);
              }}
              data-testid="candidate"
              data-vehicle={candidate.vehicle_id}
              data-rank={index + 1}
            >
              <CandidateRow candidate={candidate} rank={index + 1} />
            </button>
          </li>
        ))}
      </ol>
      {proposal && <AskPilot row={row} decisionId={decisionId} proposal={proposal} />}
      {override && choice && (
        <input
          className="override"
          // biome-ignore lint/a11y/noAutofocus: the motive is the only thing left to give, and it is asked by the choice just made
          autoFocus
          aria-label={words.engage.override}
          placeholder={words.engage.override}
          value={motive}
          onChange={(event) => setMotive(event.target.value)}
          onKeyDown={(event) => {
            if (event.key === "Enter") void order();
            else if (event.key === "ArrowDown") move(1);
            else if (event.key === "ArrowUp") move(-1);
          }}
          data-testid="override-motive"
        />
      )}
      <div className="acts spread">
        <KeyButton
          look="primary"
          label={[verb, choice?.call_sign].filter(Boolean).join(" ")}
          chord="Enter"
          disabled={!ready}
          onPress={() => void order()}
          testid="order"
        />
        <KeyButton
          label={why ? words.engage.hide_why : words.engage.why}
          chord="?"
          onPress={() => setWhy(!why)}
          testid="why"
        />
        <KeyButton look="quiet" label={words.decision.cancel} onPress={leave} />
      </div>
      {why && proposal && <Dropped dropped={proposal.dropped} />}
    </Task>
  );
}

/** Somebody else, or this desk, has just sent a vehicle on the decision: there is nothing left to ask. */
function useLeaveWhenServed(decisionId: string) {
  const store = useStore();
  const served = useSelect((state) =>
    [...state.missions.values()].some(
      (one) => one.decision_id === decisionId && one.status !== "ANNULE" && !awaitsPilot(one),
    ),
  );
  useEffect(() => {
    if (served) store.dispatch({ type: "view", view: { task: null } });
  }, [served, store]);
}

/** Vehicles of another type are counted, not listed: nobody asks why a helicopter is no ambulance. */
function Dropped({ dropped }: { dropped: Candidate[] }) {
  const words = useWords();
  const listed = dropped
    .filter((candidate) => candidate.dropped !== "WRONG_TYPE" && candidate.dropped !== "ON_REQUEST")
    .sort((a, b) => (a.distance_m ?? Number.POSITIVE_INFINITY) - (b.distance_m ?? Number.POSITIVE_INFINITY));
  return (
    <div className="dropped" data-testid="dropped">
      <p className="dim">
        {`${words.engage.dropped(listed.length)} · ${words.engage.other_type(dropped.length - listed.length)}`}
      </p>
      <ul>
        {listed.map((candidate) => (
          <li key={candidate.vehicle_id}>
            <VehicleMark type={candidate.type} status="unavailable" stale={candidate.stale} size={16} />
            <span>{candidate.call_sign}</span>
            <span className="dim">{words.engage.reasons[candidate.dropped ?? ""] ?? candidate.dropped}</span>
            {candidate.distance_m !== null && <small>{distance(candidate.distance_m, words.locale)}</small>}
          </li>
        ))}
      </ul>
    </div>
  );
}
