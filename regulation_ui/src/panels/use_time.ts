/** Hours and minutes of the room, from an instant of the wire. */
import { useWords } from "../i18n/words";
import { timeOfDay } from "../live/age";
import { TIME_ZONE } from "./top_bar";

export function useTime(seconds = false): (instant: string) => string {
  useWords();
  return (instant) => timeOfDay(Date.parse(instant), TIME_ZONE, seconds);
}
