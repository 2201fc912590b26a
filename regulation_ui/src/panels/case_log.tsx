/** The case log: every fact, in sealed order, newest on top. */
import { useWords, type Words } from "../i18n/words";
import { useSelect } from "../live/store";
import type { CaseView, LogEntry } from "../wire";
import { logWords } from "./log_words";
import { useTime } from "./use_time";

export function CaseLog({ row }: { row: CaseView }) {
  const words = useWords();
  const entries = useSelect((state) => state.logs.get(row.id));
  return (
    <section className="block log" data-testid="case-log">
      <h3>{words.case.log}</h3>
      <ol>
        {entries?.toReversed().map((entry) => (
          <Entry key={entry.id} entry={entry} words={words} />
        ))}
      </ol>
    </section>
  );
}

function Entry({ entry, words }: { entry: LogEntry; words: Words }) {
  const time = useTime(true);
  const detail = logWords(entry, words);
  return (
    <li>
      <time>{time(entry.at)}</time>
      <p>
        <strong>{words.log_kinds[entry.kind] ?? entry.kind}</strong>
        {detail && <span>{detail}</span>}
        <small>{entry.author}</small>
      </p>
      <span className="log-number" title={entry.number === null ? words.case.unsealed : undefined}>
        {entry.number ?? "…"}
      </span>
    </li>
  );
}
