/** A vehicle's word about itself: available, or not. */
import { declare, type Holder } from "../api/partners";
import { useWords } from "../i18n/words";
import type { VehicleView } from "../wire";
import type { Told } from "./use_told";

interface Props {
  holder: Holder;
  vehicle: VehicleView;
  say: Told<unknown>["say"];
}

export function AvailabilityToggle({ holder, vehicle, say }: Props) {
  const words = useWords().partners.company;
  const available = vehicle.availability === "AVAILABLE";
  return (
    <button
      type="button"
      className="button"
      disabled={vehicle.team_id === null}
      onClick={() => void say(() => declare(holder, vehicle.id, available ? "UNAVAILABLE" : "AVAILABLE"))}
      aria-label={`${available ? words.withdraw : words.declare} : ${vehicle.call_sign}`}
      data-testid="declare"
      data-availability={vehicle.availability}
    >
      {available ? words.withdraw : words.declare}
    </button>
  );
}
