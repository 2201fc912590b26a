/** What every request of another centre shares on screen: a chime when it comes and when it stays unanswered, and its refusal. */
import { useEffect, useState } from "react";
import { useWords } from "../i18n/words";
import { chime } from "../live/chime";
import { useSelect } from "../live/store";

/** Sounds once for each request that waits, and once more when it has waited too long. */
export function useChime(id: string, late: boolean): void {
  // biome-ignore lint/correctness/useExhaustiveDependencies: each request, and its alarm, sound for themselves
  useEffect(chime, [id, late]);
}

interface Props<Why extends string> {
  motives: readonly Why[];
  words: Record<Why, string>;
  onRefuse: (why: Why) => void;
  testid: string;
}

/** Chosen first, then sent: moving through the reasons with the arrows refuses nothing. */
export function Refuse<Why extends string>({ motives, words: reasons, onRefuse, testid }: Props<Why>) {
  const words = useWords().centres;
  const [why, setWhy] = useState(motives[0]);
  return (
    <span className="refuse">
      <select
        value={why}
        aria-label={words.refusal}
        onChange={(event) => setWhy(event.target.value as Why)}
        data-testid={`${testid}-motive`}
      >
        {motives.map((one) => (
          <option key={one} value={one}>
            {reasons[one]}
          </option>
        ))}
      </select>
      <button type="button" className="button" onClick={() => why && onRefuse(why)} data-testid={testid}>
        {words.refuse}
      </button>
    </span>
  );
}

export function useCentreNames(): (id: string) => string {
  const centres = useSelect((state) => state.directory.centres);
  return (id) => centres.find((centre) => centre.id === id)?.name ?? "";
}
