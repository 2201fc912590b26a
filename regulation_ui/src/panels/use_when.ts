/** Real instants of accounts and sessions, in the region's time. */
import { useWords } from "../i18n/words";
import { TIME_ZONE } from "./top_bar";

/** Gives a function that writes an instant: day and time. */
export function useWhen(): (at: string) => string {
  const words = useWords();
  const format = new Intl.DateTimeFormat(words.locale, {
    dateStyle: "short",
    timeStyle: "short",
    timeZone: TIME_ZONE,
  });
  return (at) => format.format(new Date(at));
}
