/** Has the inquest file of a case made, for a motive, and saves it twice: PDF and JSON. */
import { type FormEvent, useState } from "react";
import { makeInquest } from "../api/past";
import { useWords } from "../i18n/words";
import { useAct } from "../live/act";
import type { CaseView, InquestFile } from "../wire";

export function InquestButton({ row }: { row: CaseView }) {
  const words = useWords().past.inquest;
  const act = useAct();
  const [motive, setMotive] = useState<string | null>(null);
  const [working, setWorking] = useState(false);
  const [made, setMade] = useState<InquestFile | null>(null);
  if (motive === null)
    return (
      <button type="button" className="button quiet" onClick={() => setMotive("")} data-testid="inquest">
        {words.make}
      </button>
    );
  const onSubmit = (event: FormEvent) => {
    event.preventDefault();
    setWorking(true);
    void act(async () => {
      const file = await makeInquest(row.id, motive);
      save(bytesOf(file.pdf), "application/pdf", `${row.number}.pdf`);
      save(JSON.stringify(file.inquest, null, 2), "application/json", `${row.number}.json`);
      setMade(file);
    }).then(() => setWorking(false));
  };
  return (
    <form className="inquest" onSubmit={onSubmit}>
      <input
        value={motive}
        onChange={(event) => setMotive(event.target.value)}
        minLength={3}
        maxLength={400}
        required
        placeholder={words.motive}
        aria-label={words.motive}
        data-testid="inquest-motive"
      />
      <span className="acts">
        <button type="submit" className="button primary" disabled={working} data-testid="inquest-make">
          {words.download}
        </button>
        <button type="button" className="button quiet" onClick={() => setMotive(null)}>
          {words.cancel}
        </button>
      </span>
      <small role="status" data-testid="inquest-state">
        {working
          ? words.working
          : made &&
            (made.inquest.proof.every((one) => one.sound) ? words.done(made.inquest.entries.length) : words.broken)}
      </small>
    </form>
  );
}

function bytesOf(base64: string): Uint8Array<ArrayBuffer> {
  return Uint8Array.from(atob(base64), (letter) => letter.charCodeAt(0));
}

function save(content: BlobPart, type: string, name: string): void {
  const link = document.createElement("a");
  link.href = URL.createObjectURL(new Blob([content], { type }));
  link.download = name;
  link.click();
  setTimeout(() => URL.revokeObjectURL(link.href), 0);
}
