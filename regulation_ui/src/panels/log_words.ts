/** What a log entry says, from its body: codes become words, ids and technical values stay out. Pure. */
import type { Words } from "../i18n/words";
import type { LogEntry } from "../wire";

const TECHNICAL =
  /(_id|^id|version|lon_deg|lat_deg|radius_m|insee_code|_at|error_s|applied|number|candidates|dropped|centre)$/;

export function logWords(entry: LogEntry, words: Words): string {
  return Object.entries(entry.body)
    .filter(([name]) => !TECHNICAL.test(name))
    .map(([, value]) => valueWords(value, words))
    .filter(Boolean)
    .join(" · ");
}

function valueWords(value: unknown, words: Words): string {
  if (typeof value === "number") return String(value);
  if (typeof value === "string") return /^[0-9a-f]{8}-[0-9a-f-]{27}$/.test(value) ? "" : codeWords(value, words);
  if (Array.isArray(value))
    return value
      .map((one) => valueWords(one, words))
      .filter(Boolean)
      .join(", ");
  if (typeof value === "object" && value !== null) return "label" in value ? valueWords(value.label, words) : "";
  return "";
}

/** The word of a national code, wherever it comes from; anything else as it is. */
function codeWords(value: string, words: Words): string {
  const lists: Record<string, string>[] = [
    words.mission.statuses,
    words.case.states,
    words.decision.types,
    words.decision.means,
    words.decision.delays,
    words.care_queue,
    words.call.attributions,
    words.call.states,
    words.mission.outcomes,
    words.mission.receipts,
    words.mission.grounds,
    words.mission.sources,
  ];
  for (const list of lists) if (value in list) return list[value] ?? value;
  return /^P\d+[YMWD]$/.test(value) ? words.age_of(value) : value;
}
