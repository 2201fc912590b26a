/** The follow-up board under the map: missions by what must be looked at, or the whole fleet. */
import { useWords } from "../i18n/words";
import { KeyButton } from "../keys/keys";
import { followUp, missionAlarm } from "../live/room";
import type { BoardTab } from "../live/state";
import { useNow, useSelect, useStore } from "../live/store";
import { MissionLine } from "./mission_line";
import { VehicleList } from "./vehicle_list";

export function Board() {
  const words = useWords();
  const store = useStore();
  const now = useNow();
  const tab = useSelect((state) => state.view.board);
  const missions = useSelect((state) => state.missions);
  const fleet = useSelect((state) => state.vehicles.size);
  const missionId = useSelect((state) => state.view.missionId);
  const ordered = followUp(missions.values(), now);
  const late = ordered.filter((mission) => missionAlarm(mission, now) !== null);
  const open = (id: string | undefined) => {
    const mission = id === undefined ? undefined : missions.get(id);
    if (!mission) return;
    store.dispatch({
      type: "view",
      view: { caseId: mission.case_id, missionId: mission.id, vehicleId: mission.vehicle_id },
    });
  };
  const nextLate = () => open((late[late.findIndex((one) => one.id === missionId) + 1] ?? late[0])?.id);
  const counts: Record<BoardTab, number> = { MISSIONS: ordered.length, VEHICLES: fleet };
  const titles: Record<BoardTab, string> = { MISSIONS: words.mission.title, VEHICLES: words.vehicle.title };
  return (
    <section className="panel board" aria-label={words.bar.regions.board} data-testid="board">
      <div className="board-head">
        <div className="tabs" role="tablist">
          {(["MISSIONS", "VEHICLES"] as const).map((name) => (
            <button
              key={name}
              type="button"
              role="tab"
              aria-selected={name === tab}
              onClick={() => store.dispatch({ type: "view", view: { board: name } })}
              data-testid={`board-${name}`}
            >
              {titles[name]}
              <span className="count">{counts[name]}</span>
            </button>
          ))}
        </div>
        <p className={late.length > 0 ? "warn" : "dim"}>{`${late.length} ${words.mission.late}`}</p>
        <KeyButton
          label={words.mission.next_late}
          chord="n"
          disabled={late.length === 0}
          onPress={nextLate}
          testid="next-late"
        />
      </div>
      {tab === "VEHICLES" && <VehicleList />}
      {tab === "MISSIONS" && (
        <ul className="rows missions" data-testid="missions">
          {ordered.map((mission) => (
            <li key={mission.id}>
              <MissionLine
                mission={mission}
                chosen={mission.id === missionId}
                onOpen={() => open(mission.id)}
                withCase
              />
            </li>
          ))}
          {ordered.length === 0 && <li className="empty">{words.mission.none}</li>}
        </ul>
      )}
    </section>
  );
}
