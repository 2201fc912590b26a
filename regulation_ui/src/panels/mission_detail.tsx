/** Everything about one mission: its times and their sources, the next status by hand, destination, ways to end it. */
import { useState } from "react";
import { cancelMission, chooseDestination, closeMission, pressStatus } from "../api/room";
import { useWords } from "../i18n/words";
import { KeyButton, useKeys } from "../keys/keys";
import { useAct } from "../live/act";
import { clockSpan } from "../live/age";
import { mayCancel, nextStatuses } from "../live/room";
import { useMay, useNow, useSelect } from "../live/store";
import { type MissionView, Outcome } from "../wire";
import { signatureWords } from "./case_decisions";
import { bestMatches } from "./letters";
import { SearchField } from "./search_field";
import { useTime } from "./use_time";

/** A destination that has not said it has seen who comes: a call is due. Practice, rule 18; the server's default. */
const UNSEEN_ALARM_MS = 120_000;

/** Kinds of facility a patient is brought to; the server refuses others. */
const RECEIVING = new Set(["EMERGENCY", "HOSPITAL"]);

export function MissionDetail({ mission }: { mission: MissionView }) {
  const words = useWords();
  const act = useAct();
  const may = useMay();
  const open = mission.closed_at === null;
  // A mission ended for its patient still brings its crew home.
  const busy = useSelect((state) => state.vehicles.get(mission.vehicle_id)?.mission_id === mission.id);
  const next = nextStatuses(mission);
  const press = (status: MissionView["status"]) => void act(() => pressStatus(mission.id, status));
  useKeys({ b: () => press("BILAN") }, busy && next.includes("BILAN") && may("mission.status"));
  return (
    <div className="mission-detail" data-testid="mission-detail">
      {mission.doctor && (
        <p className={mission.countersigned_at ? "dim" : "warn"} data-testid="mission-doctor">
          {`${words.signatures.grounds[mission.ground === "RENFORT" ? "RENFORT" : "ORDRE_VERBAL"]} · ${
            mission.doctor
          } · ${signatureWords(mission.countersigned_by, words)}`}
        </p>
      )}
      <Timeline mission={mission} />
      {busy && next.length > 0 && may("mission.status") && (
        <div className="acts">
          {next.map((status) => (
            <button
              key={status}
              type="button"
              className="button"
              onClick={() => press(status)}
              data-testid={`status-${status}`}
            >
              <span>{words.mission.statuses[status]}</span>
              {status === "BILAN" && <kbd>B</kbd>}
            </button>
          ))}
        </div>
      )}
      {open && may("mission.close") && (
        <>
          <Destination mission={mission} />
          <Seen mission={mission} />
          <Ending mission={mission} />
        </>
      )}
    </div>
  );
}

function Timeline({ mission }: { mission: MissionView }) {
  const words = useWords();
  const time = useTime(true);
  return (
    <ol className="timeline" data-testid="timeline">
      {mission.statuses.map((entry) => (
        <li key={`${entry.status}${entry.at}${entry.source}`} className={entry.source.toLowerCase()}>
          <time>{time(entry.at)}</time>
          <span>{words.mission.statuses[entry.status]}</span>
          <small>
            {words.mission.sources[entry.source]}
            {entry.error_s >= 1 && ` ± ${Math.round(entry.error_s)} s`}
          </small>
        </li>
      ))}
    </ol>
  );
}

function Destination({ mission }: { mission: MissionView }) {
  const words = useWords();
  const act = useAct();
  const facilities = useSelect((state) => state.directory.facilities);
  const search = (letters: string) =>
    bestMatches(
      facilities.filter((facility) => RECEIVING.has(facility.kind)),
      (facility) => facility.name,
      letters,
    ).map((facility) => ({ key: facility.id, label: facility.name, detail: facility.kind, value: facility.id }));
  return (
    <SearchField
      label={words.mission.destination}
      value={mission.destination}
      placeholder={words.mission.choose_destination}
      search={search}
      onPick={(id) => void act(() => chooseDestination(mission.id, id))}
      testid="destination"
    />
  );
}

/** Whether the service has said that it has seen who comes; a call is due when it is late. Practice, rule 18. */
function Seen({ mission }: { mission: MissionView }) {
  const words = useWords().partners.room;
  const time = useTime();
  const now = useNow();
  if (mission.destination_seen_at)
    return (
      <p className="dim" data-testid="destination-seen">
        {words.seen(time(mission.destination_seen_at))}
      </p>
    );
  if (!mission.destination_at) return null;
  const waitsMs = now - Date.parse(mission.destination_at);
  const late = waitsMs > UNSEEN_ALARM_MS;
  return (
    <p className={late ? "warn" : "dim"}>
      {[words.not_seen(clockSpan(waitsMs)), late ? words.call : ""].filter(Boolean).join(" : ")}
    </p>
  );
}

/** Stand down before the crew is on scene, with a motive; or one outcome for the patient. */
function Ending({ mission }: { mission: MissionView }) {
  const words = useWords();
  const act = useAct();
  const [motive, setMotive] = useState("");
  const [outcome, setOutcome] = useState<Outcome | null>(null);
  if (mayCancel(mission))
    return (
      <div className="acts ending">
        <input
          aria-label={words.mission.cancel_motive}
          placeholder={words.mission.cancel_motive}
          value={motive}
          onChange={(event) => setMotive(event.target.value)}
          data-testid="cancel-motive"
        />
        <KeyButton
          look="danger"
          label={words.mission.cancel}
          disabled={motive.trim() === ""}
          onPress={() => void act(() => cancelMission(mission.id, motive.trim()))}
          testid="cancel-mission"
        />
      </div>
    );
  return (
    <div className="acts ending">
      <select
        aria-label={words.mission.outcome}
        value={outcome ?? ""}
        onChange={(event) => setOutcome(Outcome.find((one) => one === event.target.value) ?? null)}
        data-testid="outcome"
      >
        <option value="">{words.mission.outcome}</option>
        {Outcome.map((one) => (
          <option key={one} value={one}>
            {words.mission.outcomes[one]}
          </option>
        ))}
      </select>
      <KeyButton
        label={words.mission.close}
        disabled={outcome === null}
        onPress={() => outcome && void act(() => closeMission(mission.id, { outcome }))}
        testid="close-mission"
      />
    </div>
  );
}
