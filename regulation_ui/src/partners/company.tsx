/** The desk of an ambulance company: orders to answer, missions under way, its crewed vehicles. No motive, no name. */
import { useEffect } from "react";
import { readCompany } from "../api/partners";
import { useWords } from "../i18n/words";
import { clockSpan } from "../live/age";
import { useNow } from "../live/store";
import { useTime } from "../panels/use_time";
import type { CompanyMission, VehicleView } from "../wire";
import { AvailabilityToggle } from "./availability";
import { Answer, Where } from "./order";
import { PartnerPage } from "./partner_page";
import { awaitsAnswer } from "./reading";
import { Statuses } from "./statuses";
import { type Told, useTold } from "./use_told";

type Say = Told<unknown>["say"];

export function CompanyPage() {
  const words = useWords().partners;
  const told = useTold(readCompany);
  const missions = told.value?.missions ?? [];
  const waiting = missions.filter(awaitsAnswer);
  const running = missions.filter((one) => !awaitsAnswer(one));
  useTitle(waiting.length);
  return (
    <PartnerPage name="company" title={words.company.title} told={told}>
      <section className="panel-page" aria-live="polite">
        <h3>
          {words.order.waiting} <span className={waiting.length > 0 ? "count hot" : "count"}>{waiting.length}</span>
        </h3>
        {waiting.length === 0 && <p className="empty">{words.order.none}</p>}
        {waiting.map((mission, index) => (
          <article key={mission.id} className="order" data-testid="order" data-id={mission.id}>
            <Heading mission={mission} />
            <Where place={mission.place} />
            <Answer holder="company" order={mission} keys={index === 0} say={told.say} />
          </article>
        ))}
        <h3>{words.company.running}</h3>
        {running.length === 0 && <p className="empty">{words.company.no_running}</p>}
        {running.map((mission, index) => (
          <Running key={mission.id} mission={mission} keys={waiting.length === 0 && index === 0} say={told.say} />
        ))}
      </section>
      <section className="panel-page">
        <h3>{words.company.vehicles}</h3>
        {told.value?.vehicles.length === 0 && <p className="empty">{words.company.none}</p>}
        <ul className="vehicles">
          {told.value?.vehicles.map((vehicle) => (
            <VehicleRow key={vehicle.id} vehicle={vehicle} say={told.say} />
          ))}
        </ul>
      </section>
    </PartnerPage>
  );
}

function Heading({ mission }: { mission: CompanyMission }) {
  const words = useWords();
  const time = useTime();
  return (
    <header>
      <strong>{mission.call_sign}</strong>
      {mission.means && <span>{words.decision.means[mission.means]}</span>}
      {mission.delay && <span className="delay">{words.decision.delays[mission.delay]}</span>}
      <span className="dim">{words.partners.ordered_at(time(mission.ordered_at))}</span>
    </header>
  );
}

function Running({ mission, keys, say }: { mission: CompanyMission; keys: boolean; say: Say }) {
  const words = useWords();
  const now = useNow();
  const refused = mission.receipt === "REFUSED";
  return (
    <article className="order" data-testid="running" data-id={mission.id} data-status={mission.status}>
      <Heading mission={mission} />
      <p>
        <strong>{refused ? words.partners.order.refused : words.mission.statuses[mission.status]}</strong>
        {refused && mission.refusal && <span>{words.partners.order.reasons[mission.refusal]}</span>}
        <small className="dim">{clockSpan(now - Date.parse(mission.status_at))}</small>
        {mission.destination && <span>{`→ ${mission.destination}`}</span>}
      </p>
      <Where place={mission.place} />
      {!refused && <Statuses holder="company" id={mission.id} status={mission.status} keys={keys} say={say} />}
    </article>
  );
}

function VehicleRow({ vehicle, say }: { vehicle: VehicleView; say: Say }) {
  const words = useWords();
  const company = words.partners.company;
  const state = vehicle.mission_status
    ? words.mission.statuses[vehicle.mission_status]
    : vehicle.availability === "AVAILABLE"
      ? company.available
      : company.unavailable;
  return (
    <li data-testid="own-vehicle" className={vehicle.availability.toLowerCase()}>
      <span>
        <strong>{vehicle.call_sign}</strong>
        <small className="dim">{vehicle.base}</small>
      </span>
      <span>
        {state}
        <small className="dim">
          {[
            vehicle.team_level ? words.vehicle.levels[vehicle.team_level] : company.no_crew,
            vehicle.visible_for.includes("GARDE") ? company.on_garde : "",
          ]
            .filter(Boolean)
            .join(" · ")}
        </small>
      </span>
      <AvailabilityToggle holder="company" vehicle={vehicle} say={say} />
    </li>
  );
}

/** An order that waits shows in the tab of a page nobody looks at. */
function useTitle(waiting: number): void {
  const { product } = useWords();
  useEffect(() => {
    document.title = `${waiting > 0 ? `(${waiting}) ` : ""}RRAMU · ${product}`;
  }, [waiting, product]);
}
