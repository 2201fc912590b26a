/** The recovery codes, shown once. */
import { useWords } from "../i18n/words";

interface Props {
  codes: string[];
  onKept: () => void;
}

export function Codes({ codes, onKept }: Props) {
  const words = useWords().people.access;
  return (
    <section className="codes" data-testid="recovery-codes">
      <h2>{words.codes}</h2>
      <p>{words.codes_hint}</p>
      <ol>
        {codes.map((code) => (
          <li key={code}>
            <code>{code}</code>
          </li>
        ))}
      </ol>
      <button type="button" className="button primary" onClick={onKept} data-testid="codes-kept">
        {words.kept}
      </button>
    </section>
  );
}
