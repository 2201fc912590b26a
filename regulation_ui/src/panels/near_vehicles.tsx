/** The nearest free vehicles of a kind around a case, the first preselected: what leaves without the engine's proposal. */
import { useEffect, useState } from "react";
import { vehiclesNearby } from "../api/room";
import { VehicleMark } from "../design/mark";
import { useWords } from "../i18n/words";
import { useAct } from "../live/act";
import { distance, roughSpan } from "../live/age";
import { ageMs, isStale, vehicleStatus } from "../live/fleet";
import { useNow, useSelect } from "../live/store";
import type { CaseView, MeansType, NearbyVehicle } from "../wire";
import { useCentreNames } from "./asked_of_us";
import { TaskKeys } from "./task";

const ASKED = 100;
const SHOWN = 5;

/** What is near, read once for the place; and which of it can go as `means`. */
export function useNear(row: CaseView, means: MeansType): { known: boolean; fit: NearbyVehicle[] } {
  const act = useAct();
  const vehicles = useSelect((state) => state.vehicles);
  const [near, setNear] = useState<NearbyVehicle[] | null>(null);
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
      return (
        vehicle?.type.startsWith(`${means}.`) && vehicle.team_id !== null && vehicleStatus(vehicle) === "available"
      );
    })
    .slice(0, SHOWN);
  return { known: near !== null, fit };
}

interface Props {
  /** The case's: vehicles of another have to be asked for. */
  centreId: string;
  known: boolean;
  fit: NearbyVehicle[];
  chosen: number;
  onChoose: (index: number) => void;
}

export function NearVehicles({ centreId, known, fit, chosen, onChoose }: Props) {
  const words = useWords();
  const move = (step: number) => onChoose(Math.min(Math.max(chosen + step, 0), fit.length - 1));
  return (
    <>
      <TaskKeys chords={{ ArrowDown: () => move(1), ArrowUp: () => move(-1) }} />
      {!known && <p className="empty">{words.engage.searching}</p>}
      {known && fit.length === 0 && <p className="warn">{words.engage.none}</p>}
      <ol className="candidates" data-testid="candidates">
        {fit.map((one, index) => (
          <li key={one.vehicle_id}>
            <button
              type="button"
              className={index === chosen ? "chosen" : ""}
              aria-current={index === chosen}
              onClick={(event) => {
                event.currentTarget.blur();
                onChoose(index);
              }}
              data-testid="candidate"
              data-vehicle={one.vehicle_id}
              data-rank={index + 1}
            >
              <NearRow near={one} rank={index + 1} centreId={centreId} />
            </button>
          </li>
        ))}
      </ol>
    </>
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
        <small className={stale ? "warn" : ""}>{roughSpan(ageMs(near, now), words.day)}</small>
      </span>
    </>
  );
}
