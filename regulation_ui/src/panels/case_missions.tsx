/** Means sent for the case: one line each; the line opened shows everything that can be done with it. */
import { useEffect } from "react";
import { readMission } from "../api/room";
import { useWords } from "../i18n/words";
import { useAct } from "../live/act";
import { useSelect, useStore } from "../live/store";
import type { CaseView } from "../wire";
import { MissionDetail } from "./mission_detail";
import { MissionLine } from "./mission_line";

export function CaseMissions({ row }: { row: CaseView }) {
  const words = useWords();
  const store = useStore();
  const missions = useSelect((state) => state.missions);
  const missionId = useSelect((state) => state.view.missionId);
  useMissions(row.mission_ids);
  const held = row.mission_ids.flatMap((id) => missions.get(id) ?? []);
  const toggle = (id: string) => store.dispatch({ type: "view", view: { missionId: id === missionId ? null : id } });
  return (
    <section className="block" data-testid="case-missions">
      <h3>{words.case.missions}</h3>
      {row.mission_ids.length === 0 && <p className="empty">{words.case.no_mission}</p>}
      <ul className="missions">
        {held.map((mission) => (
          <li key={mission.id} className={mission.closed_at ? "ended" : ""}>
            <MissionLine mission={mission} chosen={mission.id === missionId} onOpen={() => toggle(mission.id)} />
            {mission.id === missionId && <MissionDetail mission={mission} />}
          </li>
        ))}
      </ul>
    </section>
  );
}

/** Missions of a finished case are not in the room's snapshot: read those of the case looked at. */
function useMissions(ids: string[]) {
  const store = useStore();
  const act = useAct();
  const wanted = ids.join(" ");
  useEffect(() => {
    const missing = wanted.split(" ").filter((id) => id !== "" && !store.state.missions.has(id));
    for (const id of missing) void act(() => readMission(id));
  }, [wanted, store, act]);
}
