/** The case log: every fact, in sealed order, newest on top. */
import { useMemo } from "react";
import { useWords, type Words } from "../i18n/words";
import { useSelect } from "../live/store";
import type { CaseView, LogEntry } from "../wire";
import { authorWords, logWords } from "./log_words";
import { useTime } from "./use_time";

export function CaseLog({ row }: { row: CaseView }) {
  const words = useWords();
  const known = useSelect((state) => state.directory.motives);
  const motives = useMemo(() => new Map(known.map((one) => [one.code, one.label])), [known]);
  const entries = useSelect((state) => state.logs.get(row.id));
  return (
    <section className="block log" data-testid="case-log">
      <h3>{words.case.log}</h3>
      <ol>
        {entries?.toReversed().map((entry) => (
          <Entry key={entry.id} entry={entry} words={words} motives={motives} />
        ))}
      </ol>
    </section>
  );
}

interface EntryProps {
  entry: LogEntry;
  words: Words;
  motives: ReadonlyMap<string, string>;
}

function Entry({ entry, words, motives }: EntryProps) {
  const time = useTime(true);
  const detail = logWords(entry, words, motives);
  return (
    <li>
      <time>{time(entry.at)}</time>
      <p>
        <strong>{words.log_kinds[entry.kind] ?? entry.kind}</strong>
        {detail && <span>{detail}</span>}
        <small>{authorWords(entry.author, words)}</small>
      </p>
      <span className="log-number" title={entry.number === null ? words.case.unsealed : undefined}>
        {entry.number ?? "…"}
      </span>
    </li>
  );
}
