/** One vehicle in words: beside the pointer, or pinned at the foot of the map with what can be done with it. */
import { engage, readTrail } from "../api/room";
import { VehicleMark } from "../design/mark";
import { useWords } from "../i18n/words";
import { KeyButton } from "../keys/keys";
import { useAct } from "../live/act";
import { roughSpan } from "../live/age";
import { ageMs, answers, isStale, vehicleStatus } from "../live/fleet";
import { decisionsInForce } from "../live/room";
import { useMay, useNow, useSelect, useStore } from "../live/store";
import { homeWords } from "../panels/words_of";

interface Props {
  id: string;
  floating?: { x: number; y: number };
}

export function VehicleCard({ id, floating }: Props) {
  const words = useWords();
  const vehicle = useSelect((state) => state.vehicles.get(id));
  const position = useSelect((state) => state.positions.get(id));
  const now = useNow();
  if (!vehicle) return null;
  const status = vehicleStatus(vehicle);
  const stale = position !== undefined && isStale(position, now);
  const speed = position?.speed_mps ?? null;
  return (
    <div
      className={`vehicle-card${floating ? " floating" : ""}`}
      style={floating && { left: floating.x + 14, top: floating.y + 14 }}
      data-testid={floating ? undefined : "vehicle-card"}
    >
      <p className="vehicle-card-head">
        <VehicleMark type={vehicle.type} status={status} stale={stale} size={20} />
        <strong>{vehicle.call_sign}</strong>
        <span>{words.vehicle.statuses[status]}</span>
      </p>
      <p>
        {words.vehicle.types[vehicle.type]}
        {vehicle.team_level && ` · ${words.vehicle.levels[vehicle.team_level]}`}
      </p>
      <p className="dim">{homeWords(vehicle)}</p>
      <p className={stale || !position ? "warn" : "dim"} data-testid={floating ? undefined : "vehicle-age"}>
        {!position
          ? words.vehicle.no_position
          : stale
            ? words.vehicle.stale(roughSpan(ageMs(position, now), words.day))
            : words.vehicle.fresh(roughSpan(ageMs(position, now), words.day))}
        {speed !== null && !stale && ` · ${words.vehicle.speed(Math.round(speed * 3.6))}`}
      </p>
      {!floating && <VehicleActs id={id} />}
    </div>
  );
}

/** Engage the vehicle on the case looked at, when a decision in force covers it; look at its trail. */
function VehicleActs({ id }: { id: string }) {
  const words = useWords();
  const store = useStore();
  const act = useAct();
  const may = useMay();
  const vehicle = useSelect((state) => state.vehicles.get(id));
  const row = useSelect((state) => (state.view.caseId ? state.cases.get(state.view.caseId) : undefined));
  if (!vehicle) return null;
  const covering = row && decisionsInForce(row).find((decision) => answers(vehicle.type, decision.means));
  return (
    <div className="acts">
      {row && vehicle.mission_id === null && may("mission.engage") && (
        <KeyButton
          look="primary"
          label={words.engage.from_map}
          disabled={!covering}
          {...(covering ? {} : { title: words.engage.no_decision })}
          testid="engage-from-map"
          onPress={() =>
            covering &&
            store.dispatch({
              type: "view",
              view: { task: { kind: "engage", decisionId: covering.id, vehicleId: id } },
            })
          }
        />
      )}
      {row && may("mission.engage") && !covering && vehicle.type === "SIS.VSAV" && vehicle.mission_id === null && (
        <KeyButton
          label={words.reflex.partner}
          onPress={() => act(() => engage({ case_id: row.id, vehicle_id: id, ground: "PARTENAIRE" }))}
          testid="partner"
        />
      )}
      {may("vehicle.trail") && (
        <KeyButton
          look="quiet"
          label={words.vehicle.trail}
          title={words.vehicle.trail_audited}
          onPress={() =>
            act(async () => {
              store.dispatch({ type: "trail", trail: await readTrail(id) });
            })
          }
        />
      )}
      <KeyButton
        look="quiet"
        label={words.refusal.dismiss}
        onPress={() => store.dispatch({ type: "view", view: { vehicleId: null } })}
      />
    </div>
  );
}
