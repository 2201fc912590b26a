/** The fleet as a table: found by call sign, company or base; a row chosen is shown on the map. */
import { useState } from "react";
import { VehicleMark } from "../design/mark";
import { useWords } from "../i18n/words";
import { roughSpan } from "../live/age";
import { ownCentres } from "../live/centres";
import { ageMs, isStale, VehicleStatus, vehicleStatus } from "../live/fleet";
import { useNow, useSelect, useSession, useStore } from "../live/store";
import type { VehicleView } from "../wire";
import { useCentreNames } from "./asked_of_us";
import { matchRank } from "./letters";
import { homeWords } from "./words_of";

const ROWS_SHOWN = 120;

export function VehicleList() {
  const words = useWords();
  const vehicles = useSelect((state) => state.vehicles);
  const [letters, setLetters] = useState("");
  const found = [...vehicles.values()]
    .filter((vehicle) => matchRank(`${vehicle.call_sign} ${vehicle.organisation} ${vehicle.base}`, letters) !== null)
    .sort(
      (a, b) =>
        VehicleStatus.indexOf(vehicleStatus(a)) - VehicleStatus.indexOf(vehicleStatus(b)) ||
        a.call_sign.localeCompare(b.call_sign),
    );
  return (
    <div className="vehicle-list">
      <input
        aria-label={words.vehicle.filter}
        placeholder={words.vehicle.filter}
        value={letters}
        onChange={(event) => setLetters(event.target.value)}
        data-testid="vehicle-filter"
      />
      <table>
        <thead>
          <tr>
            <th scope="col" className="narrow">
              {words.vehicle.columns.call_sign}
            </th>
            <th scope="col" className="narrow">
              {words.vehicle.columns.status}
            </th>
            <th scope="col">{words.vehicle.columns.organisation}</th>
            <th scope="col" className="age">
              {words.vehicle.columns.age}
            </th>
            <th scope="col" className="number">
              {words.vehicle.columns.speed}
            </th>
          </tr>
        </thead>
        <tbody>
          {found.slice(0, ROWS_SHOWN).map((vehicle) => (
            <VehicleRow key={vehicle.id} vehicle={vehicle} />
          ))}
        </tbody>
      </table>
      {found.length === 0 && <p className="empty">{words.vehicle.none}</p>}
    </div>
  );
}

function VehicleRow({ vehicle }: { vehicle: VehicleView }) {
  const words = useWords();
  const store = useStore();
  const now = useNow();
  const name = useCentreNames();
  const mine = ownCentres(useSession());
  const position = useSelect((state) => state.positions.get(vehicle.id));
  const chosen = useSelect((state) => state.view.vehicleId === vehicle.id);
  const status = vehicleStatus(vehicle);
  const stale = position !== undefined && isStale(position, now);
  const speed = position?.speed_mps ?? null;
  return (
    <tr className={chosen ? "chosen" : ""} data-testid="vehicle-row">
      <th scope="row">
        <button
          type="button"
          className="link"
          onClick={() => store.dispatch({ type: "view", view: { vehicleId: vehicle.id } })}
        >
          <VehicleMark type={vehicle.type} status={status} stale={stale} size={16} />
          {vehicle.call_sign}
        </button>
      </th>
      <td>
        {vehicle.mission_status ? words.mission.statuses[vehicle.mission_status] : words.vehicle.statuses[status]}
      </td>
      <td className="dim">
        {homeWords(vehicle)}
        {vehicle.centre_id && !mine.has(vehicle.centre_id) && <strong> · {name(vehicle.centre_id)}</strong>}
      </td>
      <td className={stale ? "warn" : ""}>
        {!position
          ? words.vehicle.no_position
          : stale
            ? words.vehicle.stale(roughSpan(ageMs(position, now), words.day))
            : roughSpan(ageMs(position, now), words.day)}
      </td>
      <td className="number">{speed !== null && !stale ? words.vehicle.speed(Math.round(speed * 3.6)) : ""}</td>
    </tr>
  );
}
