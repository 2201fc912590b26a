/** What every request of another centre shares on screen: a chime when it comes and when it stays unanswered, and its refusal. */
import { useEffect } from "react";
import { useWords } from "../i18n/words";
import { chime } from "../live/chime";
import { useSelect } from "../live/store";
import { Chooser } from "./chooser";

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

/** No to a request, with its reason. */
export function Refuse<Why extends string>({ motives, words: reasons, onRefuse, testid }: Props<Why>) {
  const words = useWords().centres;
  return (
    <Chooser
      options={motives.map((value) => ({ value, label: reasons[value] }))}
      label={words.refusal}
      verb={words.refuse}
      onChoose={(why) => onRefuse(why as Why)}
      listId={`${testid}-motive`}
      testid={testid}
    />
  );
}

export function useCentreNames(): (id: string) => string {
  const centres = useSelect((state) => state.directory.centres);
  return (id) => centres.find((centre) => centre.id === id)?.name ?? "";
}
