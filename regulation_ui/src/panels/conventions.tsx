/** Whose vehicles another centre engages without asking: what holds, what held, and opening or ending one. */
import { type FormEvent, useCallback, useEffect, useState } from "react";
import { beginConvention, endConvention, readConventions } from "../api/centres";
import { useWords } from "../i18n/words";
import { useAct } from "../live/act";
import { useMay, useSelect, useSession } from "../live/store";
import { type ConventionView, MeansType, RolesOf } from "../wire";
import { useCentreNames } from "./asked_of_us";
import { PeoplePage } from "./people_page";
import { useWhen } from "./use_when";

/** The means vehicles of the region answer: the others are not sent by a room. */
const LENT: readonly MeansType[] = MeansType.filter((one) => one === "SMUR" || one === "TSU" || one === "SIS");

/** For those who set conventions without supervising a room, which shows them on its page between centres. */
export function ConventionsPage() {
  const words = useWords().centres;
  return (
    <PeoplePage title={words.conventions}>
      <Conventions />
    </PeoplePage>
  );
}

export function Conventions() {
  const words = useWords();
  const act = useAct();
  const may = useMay();
  const name = useCentreNames();
  const when = useWhen();
  const setters = useSetters();
  const [rows, setRows] = useState<ConventionView[]>([]);
  const read = useCallback(
    () =>
      act(async () => {
        setRows(await readConventions());
      }),
    [act],
  );
  useEffect(() => void read(), [read]);
  const then = (work: () => Promise<unknown>) =>
    void act(async () => {
      await work();
      setRows(await readConventions());
    });
  const line = (one: ConventionView) =>
    words.centres.convention(name(one.by_centre_id), words.decision.means[one.means], name(one.centre_id));
  return (
    <section data-testid="conventions">
      <p className="dim">{rows.length === 0 ? words.centres.conventions_none : words.centres.conventions_hint}</p>
      <ul className="sessions">
        {rows.map((one) => (
          <li key={one.id} className={one.until ? "dim" : ""} data-testid="convention">
            <span>
              <strong>{line(one)}</strong>
              <small className="dim">
                {[
                  words.centres.convention_since(when(one.since)),
                  one.until && words.centres.convention_until(when(one.until)),
                  one.set_by,
                ]
                  .filter(Boolean)
                  .join(" · ")}
              </small>
            </span>
            {one.until === null && setters.has(one.centre_id) && (
              <button
                type="button"
                className="button"
                onClick={() => then(() => endConvention(one.id))}
                aria-label={`${words.centres.convention_end} : ${line(one)}`}
                data-testid="convention-end"
              >
                {words.centres.convention_end}
              </button>
            )}
          </li>
        ))}
      </ul>
      {may("convention.set") && (
        <NewConvention setters={setters} onBegin={(entry) => then(() => beginConvention(entry))} />
      )}
    </section>
  );
}

interface NewProps {
  setters: ReadonlySet<string>;
  onBegin: (entry: { centre_id: string; by_centre_id: string; means: MeansType }) => void;
}

function NewConvention({ setters, onBegin }: NewProps) {
  const words = useWords();
  const centres = useSelect((state) => state.directory.centres);
  const [whose, setWhose] = useState([...setters][0] ?? "");
  const [by, setBy] = useState("");
  const [means, setMeans] = useState<MeansType>("SMUR");
  const submit = (event: FormEvent) => {
    event.preventDefault();
    onBegin({ centre_id: whose, by_centre_id: by, means });
    setBy("");
  };
  const choices = (ids: (id: string) => boolean) =>
    centres
      .filter((one) => ids(one.id))
      .map((one) => (
        <option key={one.id} value={one.id}>
          {one.name}
        </option>
      ));
  return (
    <form onSubmit={submit} className="row">
      <label>
        {words.centres.convention_by}
        <select value={by} onChange={(event) => setBy(event.target.value)} data-testid="convention-by">
          <option value="" />
          {choices((id) => id !== whose)}
        </select>
      </label>
      <label>
        {words.centres.convention_means}
        <select
          value={means}
          onChange={(event) => setMeans(event.target.value as MeansType)}
          data-testid="convention-means"
        >
          {LENT.map((one) => (
            <option key={one} value={one}>
              {words.decision.means[one]}
            </option>
          ))}
        </select>
      </label>
      <label>
        {words.centres.convention_whose}
        <select value={whose} onChange={(event) => setWhose(event.target.value)} data-testid="convention-whose">
          {choices((id) => setters.has(id))}
        </select>
      </label>
      <button type="submit" className="button" disabled={by === "" || whose === ""} data-testid="convention-begin">
        {words.centres.convention_begin}
      </button>
    </form>
  );
}

/** The centres whose conventions somebody sets. */
function useSetters(): ReadonlySet<string> {
  const session = useSession();
  const roles: readonly string[] = RolesOf["convention.set"];
  return new Set(session.rights.filter((right) => roles.includes(right.role)).map((right) => right.centre_id));
}
