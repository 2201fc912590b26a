/** One candidate of the list of who could go. */
import { VehicleMark } from "../design/mark";
import { useWords } from "../i18n/words";
import { clockSpan, distance, roughSpan } from "../live/age";
import { vehicleStatus } from "../live/fleet";
import { useSelect } from "../live/store";
import type { Candidate } from "../wire";
import { useCentreNames } from "./asked_of_us";

/** What decides between two vehicles: whose, when it arrives, how far it is, how old that is. */
export function CandidateRow({ candidate, rank }: { candidate: Candidate; rank: number }) {
  const words = useWords();
  const name = useCentreNames();
  const vehicle = useSelect((state) => state.vehicles.get(candidate.vehicle_id));
  const status = vehicle ? vehicleStatus(vehicle) : "available";
  return (
    <>
      <span className="rank">{rank}</span>
      <VehicleMark type={candidate.type} status={status} stale={candidate.stale} size={20} />
      <span className="candidate-name">
        <strong>{candidate.call_sign}</strong>
        <small>
          {[vehicle?.base, candidate.team_level && words.vehicle.levels[candidate.team_level]]
            .filter(Boolean)
            .join(" · ")}
        </small>
        {candidate.ask_centre_id && (
          <em className="to-ask" data-testid="to-ask">
            {words.centres.to_ask(name(candidate.ask_centre_id))}
          </em>
        )}
      </span>
      <span className="candidate-when">
        <strong className={candidate.arrival_s === null ? "warn" : ""}>
          {candidate.arrival_s === null ? words.engage.arrival_unknown : clockSpan(candidate.arrival_s * 1000)}
        </strong>
        <small className={candidate.stale ? "warn" : ""}>
          {candidate.distance_m !== null && distance(candidate.distance_m, words.locale)}
          {candidate.position_age_s !== null && ` · ${roughSpan(candidate.position_age_s * 1000, words.day)}`}
        </small>
      </span>
    </>
  );
}
