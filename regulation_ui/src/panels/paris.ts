/** Instants typed as the region's wall clock shows them, whatever the machine's time zone. */
import { TIME_ZONE } from "./top_bar";

const PARTS = new Intl.DateTimeFormat("sv-SE", {
  timeZone: TIME_ZONE,
  dateStyle: "short",
  timeStyle: "medium",
});

/** `2026-11-21T08:00`, as a date and time field has it. */
export function wallTime(at: string): string {
  return PARTS.format(new Date(at)).replace(" ", "T").slice(0, 16);
}

/** The instant of a wall time, UTC; of an hour told twice in October, one of the two. */
export function instantOf(wall: string): string {
  const asUtc = Date.parse(`${wall}Z`);
  const ahead = (ms: number) => Date.parse(`${PARTS.format(ms).replace(" ", "T")}Z`) - ms;
  return new Date(asUtc - ahead(asUtc - ahead(asUtc))).toISOString();
}
