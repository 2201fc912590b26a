/** What a log entry says, from its body: codes become words, ids and technical values stay out. Pure. */
import type { Words } from "../i18n/words";
import type { LogEntry } from "../wire";

const TECHNICAL =
  /(_id|^id|version|lon_deg|lat_deg|radius_m|insee_code|_at|error_s|applied|number|candidates|dropped|centre|precision|rank|carried_from)$/;

/** Which words a field's codes are written with; a field not named here is shown as it is. */
const CODES: Record<string, (words: Words) => Record<string, string>> = {
  status: (words) => words.mission.statuses,
  ground: (words) => words.mission.grounds,
  source: (words) => words.mission.sources,
  outcome: (words) => words.mission.outcomes,
  state: (words) => words.mission.receipts,
  type: (words) => words.decision.types,
  means: (words) => words.decision.means,
  delay: (words) => words.decision.delays,
  queue: (words) => words.care_queue,
  attribution: (words) => words.call.attributions,
  from: (words) => words.case.states,
  to: (words) => words.case.states,
  sex: (words) => words.sex,
  kind: (words) => words.relief.kinds,
  role: (words) => words.roles,
  reason: (words) => ({ ...words.pilot.reasons, ...words.partners.order.reasons }),
  motive: (words) => ({
    ...words.partners.coordination.turns,
    ...words.centres.motives,
    ...words.centres.refusals,
    ...words.centres.help_refusals,
    ...words.restricted.motives,
  }),
  restriction: (words) => words.restricted.reasons,
  because: (words) => words.rooms.overflow,
};

/** Figures a crew measured, each with its name and unit. */
const FIGURES = (words: Words): Record<string, string> => words.partners.crew.bilan.fields;

/** `motives`: labels by code. */
export function logWords(entry: LogEntry, words: Words, motives: ReadonlyMap<string, string> = new Map()): string {
  return Object.entries(entry.body)
    .filter(([name]) => !TECHNICAL.test(name))
    .map(([name, value]) => (name === "motive_code" ? motives.get(String(value)) : valueWords(name, value, words)))
    .filter(Boolean)
    .join(" · ");
}

function valueWords(name: string, value: unknown, words: Words): string {
  if (name === "restriction" && value === null) return words.restricted.none;
  if (typeof value === "number") return [FIGURES(words)[name], value].filter((part) => part !== undefined).join(" ");
  if (typeof value === "string") return name === "age" ? words.age_of(value) : (CODES[name]?.(words)[value] ?? value);
  if (typeof value === "object" && value !== null && "label" in value) return valueWords("label", value.label, words);
  return "";
}

const PROGRAMS = new Set(["SERVER", "WORKER", "SEED"]);

/** A person's name, or the program that wrote the fact. */
export function authorWords(author: string, words: Words): string {
  if (author === "CREW") return words.mission.sources.CREW;
  return PROGRAMS.has(author) ? words.mission.sources.SYSTEM : author;
}
