/** Reflex departure of a P0: the nearest SMUR that can go, ordered while the call goes on. The doctors are alerted by the server. */
import { useEffect, useState } from "react";
import { engageOrAsk } from "../api/centres";
import { vehiclesNearby } from "../api/room";
import { VehicleMark } from "../design/mark";
import { useWords } from "../i18n/words";
import { KeyButton } from "../keys/keys";
import { useAct } from "../live/act";
import { distance, roughSpan } from "../live/age";
import { ageMs, isStale, vehicleStatus } from "../live/fleet";
import { useNow, useSelect } from "../live/store";
import type { CaseView, NearbyVehicle } from "../wire";
import { useCentreNames } from "./asked_of_us";
import { Task, TaskKeys, useLeave } from "./task";

const ASKED = 100;
const SHOWN = 5;

export function Reflex({ row }: { row: CaseView }) {
  const words = useWords();
  const act = useAct();
  const leave = useLeave();
  const vehicles = useSelect((state) => state.vehicles);
  const [near, setNear] = useState<NearbyVehicle[] | null>(null);
  const [chosen, setChosen] = useState(0);
  const place = row.place;
  useEffect(() => {
    if (!place) return;
    void act(async () => {
      setNear(await vehiclesNearby(place.lon_deg, place.lat_deg, ASKED));
    });
  }, [act, place]);

  const fit = (near ?? [])
    .filter(({ vehicle_id: id }) => {
      const vehicle = vehicles.get(id);
      return vehicle?.type.startsWith("SMUR.") && vehicle.team_id !== null && vehicleStatus(vehicle) === "available";
    })
    .slice(0, SHOWN);
  const choice = fit[chosen];
  const order = async () => {
    if (!choice) return;
    const engagement = { case_id: row.id, vehicle_id: choice.vehicle_id, ground: "REFLEXE" as const };
    if (await act(() => engageOrAsk(engagement))) leave();
  };
  const move = (step: number) => setChosen(Math.min(Math.max(chosen + step, 0), fit.length - 1));

  return (
    <Task title={words.reflex.title} testid="reflex-task">
      <TaskKeys chords={{ ArrowDown: () => move(1), ArrowUp: () => move(-1) }} />
      {near === null && <p className="empty">{words.engage.searching}</p>}
      {near !== null && fit.length === 0 && <p className="warn">{words.engage.none}</p>}
      <ol className="candidates" data-testid="candidates">
        {fit.map((one, index) => (
          <li key={one.vehicle_id}>
            <button
              type="button"
              className={index === chosen ? "chosen" : ""}
              aria-current={index === chosen}
              onClick={(event) => {
                event.currentTarget.blur();
                setChosen(index);
              }}
              data-testid="candidate"
              data-vehicle={one.vehicle_id}
              data-rank={index + 1}
            >
              <NearRow near={one} rank={index + 1} centreId={row.centre_id} />
            </button>
          </li>
        ))}
      </ol>
      <div className="acts spread">
        <KeyButton
          look="primary"
          label={choice ? `${words.engage.order} ${vehicles.get(choice.vehicle_id)?.call_sign}` : words.engage.order}
          chord="Enter"
          disabled={!choice}
          onPress={() => void order()}
          testid="order"
        />
        <KeyButton look="quiet" label={words.decision.cancel} onPress={leave} />
      </div>
    </Task>
  );
}

function NearRow({ near, rank, centreId }: { near: NearbyVehicle; rank: number; centreId: string }) {
  const words = useWords();
  const name = useCentreNames();
  const now = useNow();
  const vehicle = useSelect((state) => state.vehicles.get(near.vehicle_id));
  if (!vehicle) return null;
  const stale = isStale(near, now);
  return (
    <>
      <span className="rank">{rank}</span>
      <VehicleMark type={vehicle.type} status={vehicleStatus(vehicle)} stale={stale} size={20} />
      <span className="candidate-name">
        <strong>{vehicle.call_sign}</strong>
        <small>
          {[vehicle.base, vehicle.team_level && words.vehicle.levels[vehicle.team_level]].filter(Boolean).join(" · ")}
        </small>
        {vehicle.centre_id && vehicle.centre_id !== centreId && <em className="to-ask">{name(vehicle.centre_id)}</em>}
      </span>
      <span className="candidate-when">
        <strong>{distance(near.distance_m, words.locale)}</strong>
        <small className={stale ? "warn" : ""}>{roughSpan(ageMs(near, now))}</small>
      </span>
    </>
  );
}
