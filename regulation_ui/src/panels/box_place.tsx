/** Where a box goes: to another vehicle, or out of it; and its certificate. */
import { type FormEvent, useState } from "react";
import { certifyBox, moveBox, type Shelf, shelveBox } from "../api/boxes";
import { useWords } from "../i18n/words";
import type { BoxCandidate, BoxView } from "../wire";

const SHELVES: readonly Shelf[] = ["IN_STORE", "TO_REPAIR", "LOST", "RETIRED"];

interface Props {
  box: BoxView;
  free: BoxCandidate[];
  onChange: (work: () => Promise<unknown>) => Promise<boolean>;
}

export function BoxPlace({ box, free, onChange }: Props) {
  const words = useWords().boxes;
  const [vehicle, setVehicle] = useState("");
  const [shelf, setShelf] = useState<Shelf>("IN_STORE");
  const [asked, setAsked] = useState("");
  const [certificate, setCertificate] = useState("");
  const submitting = (work: () => Promise<unknown>) => (event: FormEvent) => {
    event.preventDefault();
    void onChange(work);
  };
  const certify = async () => setCertificate((await certifyBox(box.id, asked)).certificate);
  return (
    <>
      <form onSubmit={submitting(() => moveBox(box.id, vehicle))} className="row">
        <label>
          {words.move}
          <select value={vehicle} onChange={(event) => setVehicle(event.target.value)} data-testid="box-move-to">
            <option value="" />
            {free.map((one) => (
              <option key={one.vehicle_id} value={one.vehicle_id}>
                {`${one.call_sign} · ${one.company}`}
              </option>
            ))}
          </select>
        </label>
        <button type="submit" className="button" disabled={vehicle === ""} data-testid="box-move">
          {words.move_do}
        </button>
      </form>
      <form onSubmit={submitting(() => shelveBox(box.id, shelf))} className="row">
        <label>
          {words.shelve}
          <select value={shelf} onChange={(event) => setShelf(event.target.value as Shelf)} data-testid="box-shelf">
            {SHELVES.map((one) => (
              <option key={one} value={one}>
                {words.stock[one]}
              </option>
            ))}
          </select>
        </label>
        <button type="submit" className="button" data-testid="box-shelve">
          {words.shelve_do}
        </button>
      </form>
      <form onSubmit={submitting(certify)}>
        <label>
          {words.certify}
          <textarea value={asked} onChange={(event) => setAsked(event.target.value)} rows={3} maxLength={10_000} />
        </label>
        <button type="submit" className="button" disabled={asked === ""}>
          {words.certify_do}
        </button>
        {certificate && (
          <label>
            {words.certificate}
            <textarea readOnly rows={6} value={certificate} />
          </label>
        )}
      </form>
    </>
  );
}
