/** Reflex departure of a P0: the nearest SMUR that can go, ordered while the call goes on. The doctors are alerted by the server. */
import { useState } from "react";
import { engageOrAsk } from "../api/centres";
import { useWords } from "../i18n/words";
import { KeyButton } from "../keys/keys";
import { useAct } from "../live/act";
import { useSelect } from "../live/store";
import type { CaseView } from "../wire";
import { NearVehicles, useNear } from "./near_vehicles";
import { Task, useLeave } from "./task";

export function Reflex({ row }: { row: CaseView }) {
  const words = useWords();
  const act = useAct();
  const leave = useLeave();
  const vehicles = useSelect((state) => state.vehicles);
  const near = useNear(row, "SMUR");
  const [chosen, setChosen] = useState(0);
  const choice = near.fit[chosen];
  const order = async () => {
    if (!choice) return;
    const engagement = { case_id: row.id, vehicle_id: choice.vehicle_id, ground: "REFLEXE" as const };
    if (await act(() => engageOrAsk(engagement))) leave();
  };
  return (
    <Task title={words.reflex.title} testid="reflex-task">
      <NearVehicles {...near} centreId={row.centre_id} chosen={chosen} onChoose={setChosen} />
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
