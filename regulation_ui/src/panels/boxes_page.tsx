/** The park of boxes: for its manager all of it, for a company its own. */
import { type FormEvent, useCallback, useState } from "react";
import { type Park, provisionBox, readPark } from "../api/boxes";
import { useWords } from "../i18n/words";
import { useAct } from "../live/act";
import { useMay } from "../live/store";
import type { BoxCandidate, BoxView, NewCredential } from "../wire";
import { BoxLine } from "./box_line";
import { BoxRequests, BoxVehicles } from "./box_requests";
import { PeoplePage } from "./people_page";
import { useReadAgain } from "./use_read_again";
import { useWhen } from "./use_when";

const READ_AGAIN_MS = 15_000;
const NOTHING: Park = { boxes: [], candidates: [], requests: [] };

export function BoxesPage() {
  const words = useWords().boxes;
  const act = useAct();
  const may = useMay();
  const [park, setPark] = useState<Park>(NOTHING);
  const [told, setTold] = useState<NewCredential | null>(null);
  const [letters, setLetters] = useState("");
  const read = useCallback(async () => {
    setPark(await readPark());
    return undefined;
  }, []);
  useReadAgain(read, READ_AGAIN_MS);
  const change = (work: () => Promise<unknown>) =>
    act(async () => {
      await work();
      return read();
    });
  const tell = (work: () => Promise<NewCredential>) => change(async () => setTold(await work()));
  const free = park.candidates.filter((one) => one.obstacles.every((obstacle) => obstacle === "ALREADY_ASKED"));
  const shown = park.boxes.filter((box) => matches(box, letters));
  return (
    <PeoplePage title={words.title}>
      {told && <Told told={told} />}
      <BoxRequests requests={park.requests} onChange={change} />
      {may("box.request") && !may("box.manage") && park.candidates.length > 0 && (
        <BoxVehicles candidates={park.candidates} onChange={change} />
      )}
      {may("box.manage") && (
        <NewBox free={free} onProvision={(name, vehicle) => tell(() => provisionBox(name, vehicle))} />
      )}
      <section data-testid="boxes">
        <h2>{words.boxes(shown.length, park.boxes.length)}</h2>
        <label className="find">
          {words.find}
          <input type="search" value={letters} onChange={(event) => setLetters(event.target.value)} />
        </label>
        {park.boxes.length === 0 && <p className="dim">{words.none}</p>}
        <ul className="accounts">
          {shown.slice(0, MOST_SHOWN).map((box) => (
            <BoxLine key={box.id} box={box} free={free} onChange={change} onTell={tell} />
          ))}
        </ul>
      </section>
    </PeoplePage>
  );
}

/** More is found by letters. */
const MOST_SHOWN = 100;

function matches(box: BoxView, letters: string): boolean {
  const sought = letters.trim().toLocaleLowerCase();
  return [box.name, box.call_sign, box.company].some((text) => text?.toLocaleLowerCase().includes(sought));
}

function Told({ told }: { told: NewCredential }) {
  const words = useWords().boxes;
  const when = useWhen();
  return (
    <section className="link-to-give" role="status" data-testid="credential">
      <p>
        <strong>{words.told(told.name)}</strong>
        {told.old_until && <small>{words.old_until(when(told.old_until))}</small>}
      </p>
      <code>
        {`${words.told_name} ${told.name} · ${words.told_partition} ${told.partition} · ${words.told_credential} ${told.credential}`}
      </code>
      <button type="button" className="button" onClick={() => void navigator.clipboard.writeText(told.credential)}>
        {words.copy}
      </button>
    </section>
  );
}

interface NewBoxProps {
  free: BoxCandidate[];
  onProvision: (name: string, vehicleId: string | null) => Promise<boolean>;
}

function NewBox({ free, onProvision }: NewBoxProps) {
  const words = useWords().boxes;
  const [name, setName] = useState("");
  const [vehicle, setVehicle] = useState("");
  const submit = (event: FormEvent) => {
    event.preventDefault();
    void onProvision(name, vehicle || null).then((done) => done && setName(""));
  };
  return (
    <form onSubmit={submit} className="row">
      <label>
        {words.name}
        <input
          value={name}
          onChange={(event) => setName(event.target.value)}
          pattern="[a-z0-9\-]{3,40}"
          required
          data-testid="box-name"
        />
      </label>
      <label>
        {words.vehicle}
        <select value={vehicle} onChange={(event) => setVehicle(event.target.value)} data-testid="box-vehicle">
          <option value="">{words.store}</option>
          {free.map((one) => (
            <option key={one.vehicle_id} value={one.vehicle_id}>
              {`${one.call_sign} · ${one.company}`}
            </option>
          ))}
        </select>
      </label>
      <button type="submit" className="button" disabled={name === ""} data-testid="box-provision">
        {words.provision}
      </button>
    </form>
  );
}
