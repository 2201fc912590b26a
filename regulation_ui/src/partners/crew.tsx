/** A crew's phone: its order, what care needs, one-touch statuses, the bilan, who receives. */
import { readCrew } from "../api/partners";
import { useWords } from "../i18n/words";
import { useTime } from "../panels/use_time";
import { patientWords } from "../panels/words_of";
import type { CrewMission, PatientView, VehicleView } from "../wire";
import { AvailabilityToggle } from "./availability";
import { BilanForm } from "./bilan";
import { Answer, Where } from "./order";
import { PartnerPage } from "./partner_page";
import { awaitsAnswer, tellsOf } from "./reading";
import { Statuses } from "./statuses";
import { type Told, useTold } from "./use_told";

type Say = Told<unknown>["say"];

export function CrewPage() {
  const words = useWords().partners.crew;
  const told = useTold(readCrew);
  const missions = told.value?.missions ?? [];
  const vehicle = told.value?.vehicle ?? null;
  // A mission the room has ended still brings its crew home.
  const shown = missions.findLast((one) => one.closed_at === null || one.id === vehicle?.mission_id);
  const past = missions.filter((one) => one !== shown).toReversed();
  return (
    <PartnerPage name="crew" title={words.title} told={told}>
      {told.value && !vehicle && <p className="empty">{words.no_vehicle}</p>}
      {vehicle && <Vehicle vehicle={vehicle} say={told.say} />}
      {shown ? <Shown key={shown.id} mission={shown} say={told.say} /> : vehicle && <Nothing />}
      {past.length > 0 && <Past missions={past} />}
    </PartnerPage>
  );
}

function Nothing() {
  const words = useWords().partners.crew;
  return (
    <section className="panel-page nothing">
      <h3>{words.none}</h3>
      <p className="dim">{words.none_hint}</p>
    </section>
  );
}

function Vehicle({ vehicle, say }: { vehicle: VehicleView; say: Say }) {
  const words = useWords().partners.company;
  return (
    <section className="panel-page own">
      <p>
        <strong>{vehicle.call_sign}</strong>
        <span>{vehicle.availability === "AVAILABLE" ? words.available : words.unavailable}</span>
      </p>
      <AvailabilityToggle holder="crew" vehicle={vehicle} say={say} />
    </section>
  );
}

function Shown({ mission, say }: { mission: CrewMission; say: Say }) {
  const words = useWords();
  const time = useTime();
  const waits = awaitsAnswer(mission);
  const refused = mission.receipt === "REFUSED";
  return (
    <article className="panel-page order" data-testid="order" data-status={mission.status}>
      <header>
        <strong>
          {refused
            ? words.partners.order.refused
            : waits && mission.status === "DECISION"
              ? words.mission.order
              : words.mission.statuses[mission.status]}
        </strong>
        <span className="dim">{words.partners.ordered_at(time(mission.ordered_at))}</span>
      </header>
      <Where place={mission.place} />
      <Answer holder="crew" order={mission} keys say={say} />
      {!waits && !refused && (
        <section aria-label={words.partners.crew.statuses}>
          <Statuses holder="crew" id={mission.id} status={mission.status} keys say={say} />
        </section>
      )}
      <Care mission={mission} />
      <Destination mission={mission} />
      {tellsOf(mission.status) && <BilanForm missionId={mission.id} say={say} />}
    </article>
  );
}

function Care({ mission }: { mission: CrewMission }) {
  const words = useWords();
  return (
    <section data-testid="care">
      <h3>{words.partners.crew.care}</h3>
      <p>
        {mission.care_level && <strong className="level">{mission.care_level}</strong>}
        <strong>{mission.motive ?? words.queue.no_motive}</strong>
      </p>
      <ul>
        {mission.patients.map((patient) => (
          <PatientLine key={patient.id} patient={patient} />
        ))}
      </ul>
    </section>
  );
}

export function PatientLine({ patient }: { patient: PatientView }) {
  const words = useWords();
  return (
    <li data-testid="patient">
      {patient.label && <strong>{patient.label}</strong>} {patientWords(patient, words)}
    </li>
  );
}

function Destination({ mission }: { mission: CrewMission }) {
  const words = useWords().partners.crew;
  const time = useTime();
  return (
    <section>
      <h3>{words.receives}</h3>
      <p data-testid="receives">
        <strong>{mission.destination ?? words.no_destination}</strong>
        {mission.destination && (
          <span className="dim">
            {mission.destination_seen_at ? words.seen(time(mission.destination_seen_at)) : words.not_seen}
          </span>
        )}
      </p>
    </section>
  );
}

function Past({ missions }: { missions: CrewMission[] }) {
  const words = useWords();
  const time = useTime();
  return (
    <section className="panel-page">
      <h3>{words.partners.crew.past}</h3>
      <p className="dim">{words.partners.crew.hidden}</p>
      <ul className="past">
        {missions.map((mission) => (
          <li key={mission.id}>
            <details>
              <summary>{`${time(mission.ordered_at)} · ${mission.place?.label ?? words.partners.no_place}`}</summary>
              <Care mission={mission} />
              <p>{mission.destination}</p>
            </details>
          </li>
        ))}
      </ul>
    </section>
  );
}
