/** What a crew found, for the regulating doctor: words, and the figures that were measured. */
import { type FormEvent, useState } from "react";
import { giveBilan } from "../api/partners";
import { useWords } from "../i18n/words";
import type { Bilan } from "../wire";
import type { Told } from "./use_told";

type Figure = Exclude<keyof Bilan, "words">;

/** Least and greatest, as the server takes them. */
const FIGURES: Record<Figure, [number, number]> = {
  breaths_per_min: [0, 120],
  pulse_per_min: [0, 300],
  systolic_mmhg: [0, 300],
  oxygen_percent: [0, 100],
  glasgow: [3, 15],
};

interface Props {
  missionId: string;
  say: Told<unknown>["say"];
}

export function BilanForm({ missionId, say }: Props) {
  const words = useWords().partners.crew.bilan;
  const [found, setFound] = useState("");
  const [figures, setFigures] = useState<Partial<Record<Figure, string>>>({});
  const [sent, setSent] = useState(false);
  const onSubmit = async (event: FormEvent) => {
    event.preventDefault();
    const measured = Object.entries(figures).filter(([, value]) => value !== "");
    const bilan: Bilan = {
      words: found.trim(),
      ...Object.fromEntries(measured.map(([name, value]) => [name, Number(value)])),
    };
    if (await say(() => giveBilan(missionId, bilan))) {
      setFound("");
      setFigures({});
      setSent(true);
    }
  };
  return (
    <form className="bilan" onSubmit={(event) => void onSubmit(event)}>
      <h3>{words.title}</h3>
      <label>
        {words.words}
        <textarea
          value={found}
          maxLength={1000}
          rows={3}
          required
          onChange={(event) => {
            setFound(event.target.value);
            setSent(false);
          }}
          data-testid="bilan-words"
        />
      </label>
      <div className="figures">
        {(Object.keys(FIGURES) as Figure[]).map((name) => (
          <label key={name}>
            {words.fields[name]}
            <input
              type="number"
              inputMode="numeric"
              min={FIGURES[name][0]}
              max={FIGURES[name][1]}
              value={figures[name] ?? ""}
              onChange={(event) => setFigures({ ...figures, [name]: event.target.value })}
              data-testid={`bilan-${name}`}
            />
          </label>
        ))}
      </div>
      <button type="submit" className="button primary" disabled={found.trim() === ""} data-testid="bilan-send">
        {words.send}
      </button>
      <p role="status">{sent ? words.sent : ""}</p>
    </form>
  );
}
