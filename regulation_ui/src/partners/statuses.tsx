/** The buttons of a crew: what usually comes next is the large one. */
import { type Holder, pressStatus } from "../api/partners";
import { useWords } from "../i18n/words";
import { KeyButton } from "../keys/keys";
import type { MissionStatus } from "../wire";
import { pressable } from "./reading";
import type { Told } from "./use_told";

interface Props {
  holder: Holder;
  id: string;
  status: MissionStatus;
  /** Whether digits press them. */
  keys: boolean;
  say: Told<unknown>["say"];
}

export function Statuses({ holder, id, status, keys, say }: Props) {
  const words = useWords();
  const next = pressable(status);
  return (
    <div className="acts statuses">
      {next.map((one, index) => (
        <KeyButton
          key={one}
          label={words.mission.statuses[one]}
          look={index === 0 ? "primary" : "plain"}
          onPress={() => void say(() => pressStatus(holder, id, one))}
          testid={`press-${one}`}
          {...(keys ? { chord: `digit${index + 1}` } : {})}
        />
      ))}
    </div>
  );
}
