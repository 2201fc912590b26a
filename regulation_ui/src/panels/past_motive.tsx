/** Why one looks back: asked before anything is shown. The motive stays in the trail. */
import { type FormEvent, useState } from "react";
import { openReplay } from "../api/past";
import { useWords } from "../i18n/words";
import { useAct } from "../live/act";
import { replayCentres } from "../live/past";
import { useSession } from "../live/store";
import { ReplayMotive, type ReplayView } from "../wire";

export function PastMotive({ onGiven }: { onGiven: (replay: ReplayView) => void }) {
  const words = useWords().past;
  const act = useAct();
  const centres = replayCentres(useSession());
  const [centreId, setCentreId] = useState(centres[0]?.id ?? "");
  const [motive, setMotive] = useState<ReplayMotive>("REVIEW");
  const [said, setSaid] = useState("");
  const onSubmit = (event: FormEvent) => {
    event.preventDefault();
    void act(async () => {
      onGiven(await openReplay({ centre_id: centreId, motive, words: said || null }));
    });
  };
  return (
    <main className="past-why">
      <form onSubmit={onSubmit}>
        <h1>{words.title}</h1>
        <label>
          {words.centre}
          <select value={centreId} onChange={(event) => setCentreId(event.target.value)} data-testid="past-centre">
            {centres.map((centre) => (
              <option key={centre.id} value={centre.id}>
                {centre.name}
              </option>
            ))}
          </select>
        </label>
        <fieldset>
          <legend>{words.why}</legend>
          {ReplayMotive.map((one) => (
            <label key={one} className="past-choice">
              <input
                type="radio"
                name="motive"
                checked={one === motive}
                onChange={() => setMotive(one)}
                data-testid={`past-${one}`}
              />
              {words.motives[one]}
            </label>
          ))}
        </fieldset>
        <label>
          {words.words}
          <input value={said} onChange={(event) => setSaid(event.target.value)} maxLength={400} />
        </label>
        <p className="dim">{words.why_hint}</p>
        <button type="submit" className="button primary" data-testid="past-look">
          {words.look}
        </button>
      </form>
    </main>
  );
}
