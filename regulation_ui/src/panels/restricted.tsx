/** A case that opens with a motive: the question to whoever has not opened it, and the choice that restricts it. Practice, rule 13. */
import { useState } from "react";
import { openRestricted, restrictCase } from "../api/room";
import { useWords } from "../i18n/words";
import { useAct } from "../live/act";
import { useMayAt, useStore } from "../live/store";
import { type CaseView, OpeningMotive, Restriction } from "../wire";
import { Chooser } from "./chooser";

/** Asked instead of the case while it is withheld. The motive stays in the trail. */
export function OpenRestricted({ row }: { row: CaseView }) {
  const words = useWords();
  const store = useStore();
  const act = useAct();
  const [said, setSaid] = useState("");
  const open = (motive: OpeningMotive) =>
    act(async () => {
      store.dispatch({ type: "case_file", file: await openRestricted(row.id, { motive, words: said || null }) });
    });
  return (
    <section className="block restricted" data-testid="restricted">
      <h3>{words.restricted.title}</h3>
      <p>{words.restricted.hint}</p>
      <input
        value={said}
        onChange={(event) => setSaid(event.target.value)}
        maxLength={400}
        placeholder={words.restricted.words}
        aria-label={words.restricted.words}
      />
      <div className="acts">
        {OpeningMotive.map((motive) => (
          <button
            key={motive}
            type="button"
            className="button"
            onClick={() => void open(motive)}
            data-testid={`open-${motive}`}
          >
            {words.restricted.motives[motive]}
          </button>
        ))}
      </div>
    </section>
  );
}

/** Why the case is restricted, for those who see it; nobody else reads the list. */
export function RestrictionChoice({ row }: { row: CaseView }) {
  const words = useWords();
  const may = useMayAt(row.centre_id);
  const act = useAct();
  if (!may("case.restrict") || row.withheld) return null;
  return (
    <div className="restriction">
      <Chooser
        options={[
          { value: "", label: words.restricted.none },
          ...Restriction.map((value) => ({ value, label: words.restricted.reasons[value] })),
        ]}
        label={words.restricted.choose}
        verb={words.restricted.apply}
        held={row.restriction ?? ""}
        onChoose={(why) => void act(() => restrictCase(row.id, Restriction.find((one) => one === why) ?? null))}
        listId="restriction"
        testid="restrict"
      />
    </div>
  );
}
