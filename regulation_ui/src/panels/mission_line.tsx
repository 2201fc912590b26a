/** One mission on one line: vehicle, status since when, what became of the order, where it goes. */
import { VehicleMark } from "../design/mark";
import { useWords, type Words } from "../i18n/words";
import { clockSpan } from "../live/age";
import { isStale, vehicleStatus } from "../live/fleet";
import { awaitsPilot, missionAlarm } from "../live/room";
import { useNow, useSelect } from "../live/store";
import { CrewRefusal, type MissionView, PilotRefusal, type ReceiptState } from "../wire";
import { shortNumber } from "./words_of";

interface Props {
  mission: MissionView;
  chosen: boolean;
  onOpen: () => void;
  withCase?: boolean;
}

export function MissionLine({ mission, chosen, onOpen, withCase = false }: Props) {
  const words = useWords();
  const now = useNow();
  const vehicle = useSelect((state) => state.vehicles.get(mission.vehicle_id));
  const position = useSelect((state) => state.positions.get(mission.vehicle_id));
  const place = useSelect((state) => state.cases.get(mission.case_id)?.place?.label);
  const alarm = missionAlarm(mission, now);
  return (
    <button
      type="button"
      className={`mission-line${chosen ? " chosen" : ""}${alarm ? " alarm" : ""}`}
      aria-expanded={chosen}
      onClick={onOpen}
      data-testid="mission"
      data-id={mission.id}
      data-status={mission.status}
      data-receipt={mission.receipt ?? "NONE"}
    >
      {vehicle && (
        <VehicleMark
          type={vehicle.type}
          status={vehicleStatus(vehicle)}
          stale={position !== undefined && isStale(position, now)}
        />
      )}
      <strong>{mission.call_sign}</strong>
      <span className="mission-status">
        {statusWords(mission, words)}
        <time>{clockSpan(now - Date.parse(mission.closed_at ?? mission.status_at))}</time>
      </span>
      <Receipt state={mission.receipt} late={alarm !== null && alarm !== "CANCEL_PROPOSED"} />
      <span className="mission-where">
        {withCase && <span>{`${words.numbered(shortNumber(mission.case_number))}${place ? ` · ${place}` : ""}`}</span>}
        {(mission.destination || !withCase) && (
          <span className="dim">{mission.destination ? `→ ${mission.destination}` : words.mission.no_destination}</span>
        )}
        {alarm === "CANCEL_PROPOSED" && <em>{words.mission.cancel_proposed}</em>}
      </span>
    </button>
  );
}

function statusWords(mission: MissionView, words: Words): string {
  if (awaitsPilot(mission)) return words.pilot.asked;
  if (mission.asked && mission.outcome === "CANCELLED" && mission.receipt === "REFUSED") {
    const why = PilotRefusal.find((one) => one === mission.refusal);
    return why ? `${words.pilot.refused} : ${words.pilot.reasons[why]}` : words.pilot.refused;
  }
  if (mission.receipt === "REFUSED" && mission.closed_at === null) {
    const why = CrewRefusal.find((one) => one === mission.refusal);
    return [words.partners.order.refused, why && words.partners.order.reasons[why]].filter(Boolean).join(" : ");
  }
  return mission.outcome ? words.mission.outcomes[mission.outcome] : words.mission.statuses[mission.status];
}

const STEPS: (ReceiptState | null)[] = ["RECEIVED", "READ", "ACCEPTED"];

/** Three bars that fill as the order is received, read, accepted; a cross when refused. `late`: a person must act. */
function Receipt({ state, late }: { state: ReceiptState | null; late: boolean }) {
  const words = useWords();
  const filled = STEPS.indexOf(state) + 1;
  return (
    <span className={`receipt ${(state ?? "none").toLowerCase()}${late ? " late" : ""}`}>
      <svg width={18} height={10} viewBox="0 0 18 10" aria-hidden="true">
        {state === "REFUSED" ? (
          <path d="M5 1l8 8M13 1l-8 8" className="cross" />
        ) : (
          STEPS.map((step, index) => (
            <rect
              key={step}
              x={index * 6.4}
              y={1}
              width={4.6}
              height={8}
              rx={1}
              className={index < filled ? "full" : ""}
            />
          ))
        )}
      </svg>
      {words.mission.receipts[state ?? "NONE"]}
    </span>
  );
}
