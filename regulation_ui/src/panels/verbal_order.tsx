/** A doctor's word, carried out at once: who said so, with what, which vehicle. That doctor signs within two minutes (practice, rule 3). */
import { useEffect, useState } from "react";
import { engageOrAsk } from "../api/centres";
import { doctorsAtWork } from "../api/seniors";
import { useWords } from "../i18n/words";
import { KeyButton } from "../keys/keys";
import { useAct } from "../live/act";
import { useSelect } from "../live/store";
import type { CaseView, Colleague, MeansType } from "../wire";
import { NearVehicles, useNear } from "./near_vehicles";
import { Task, useLeave } from "./task";

const MEANS: { letter: string; means: MeansType }[] = [
  { letter: "s", means: "SMUR" },
  { letter: "a", means: "TSU" },
  { letter: "v", means: "SIS" },
];

export function VerbalOrder({ row }: { row: CaseView }) {
  const words = useWords();
  const act = useAct();
  const leave = useLeave();
  const vehicles = useSelect((state) => state.vehicles);
  const onScene = useSelect((state) =>
    row.mission_ids.some((id) => {
      const mission = state.missions.get(id);
      return mission?.closed_at === null && mission.statuses.some((entry) => entry.status === "ARRIVEE");
    }),
  );
  const [doctors, setDoctors] = useState<Colleague[] | null>(null);
  const [named, setNamed] = useState<string | null>(null);
  const [means, setMeans] = useState<MeansType>("SMUR");
  const [chosen, setChosen] = useState(0);
  const [reinforces, setReinforces] = useState(false);
  useEffect(() => {
    void act(async () => {
      setDoctors(await doctorsAtWork(row.centre_id));
    });
  }, [act, row.centre_id]);
  const near = useNear(row, means);
  const doctorId = named ?? (doctors?.length === 1 ? (doctors[0]?.account_id ?? null) : null);
  const choice = near.fit[chosen];
  const order = async () => {
    if (!choice || !doctorId) return;
    const ground = reinforces ? ("RENFORT" as const) : ("ORDRE_VERBAL" as const);
    const engagement = { case_id: row.id, vehicle_id: choice.vehicle_id, ground, doctor_id: doctorId };
    if (await act(() => engageOrAsk(engagement))) leave();
  };
  const pick = (one: MeansType) => {
    setMeans(one);
    setChosen(0);
  };
  return (
    <Task title={words.signatures.verbal} testid="verbal-task">
      <div className="acts">
        <span className="dim">{words.signatures.doctor}</span>
        {doctors?.length === 0 && <p className="warn">{words.signatures.no_doctor}</p>}
        {doctors?.map((one, index) => (
          <KeyButton
            key={one.account_id}
            label={`${one.name} · ${one.roles.map((role) => words.roles[role]).join(", ")}`}
            {...(index < 9 ? { chord: `digit${index + 1}` } : {})}
            pressed={one.account_id === doctorId}
            onPress={() => setNamed(one.account_id)}
            testid="verbal-doctor"
          />
        ))}
      </div>
      <div className="acts">
        {MEANS.map((one) => (
          <KeyButton
            key={one.means}
            label={words.decision.means[one.means]}
            chord={one.letter}
            pressed={one.means === means}
            onPress={() => pick(one.means)}
            testid={`verbal-${one.means}`}
          />
        ))}
        {onScene && (
          <KeyButton
            label={words.signatures.reinforces}
            chord="r"
            pressed={reinforces}
            onPress={() => setReinforces(!reinforces)}
            testid="verbal-reinforces"
          />
        )}
      </div>
      <NearVehicles {...near} centreId={row.centre_id} chosen={chosen} onChoose={setChosen} />
      <div className="acts spread">
        <KeyButton
          look="primary"
          label={choice ? `${words.engage.order} ${vehicles.get(choice.vehicle_id)?.call_sign}` : words.engage.order}
          chord="Enter"
          disabled={!choice || !doctorId}
          onPress={() => void order()}
          testid="order"
        />
        <KeyButton look="quiet" label={words.decision.cancel} onPress={leave} />
      </div>
    </Task>
  );
}
