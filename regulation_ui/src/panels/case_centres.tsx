/** A case between centres: whose it is, who else reads it, what a neighbour has open near it, and handing it over. */
import { useEffect, useState } from "react";
import { askTransfer, readHints } from "../api/centres";
import { useWords } from "../i18n/words";
import { KeyButton } from "../keys/keys";
import { useAct } from "../live/act";
import { onlyReads } from "../live/centres";
import { isFinished } from "../live/room";
import { useMay, useSelect, useSession } from "../live/store";
import { type CaseView, type HintView, TransferMotive } from "../wire";
import { useCentreNames } from "./asked_of_us";

export function CaseCentres({ row }: { row: CaseView }) {
  const words = useWords();
  const may = useMay();
  const session = useSession();
  const name = useCentreNames();
  const read = onlyReads(session, row);
  return (
    <section className="case-centres" data-testid="case-centres">
      {read && <p className="banner">{words.centres.owned_by(name(row.centre_id))}</p>}
      {row.shared_with.length > 0 && (
        <p className="dim">{words.centres.read_by(row.shared_with.map(name).join(", "))}</p>
      )}
      {!read && !isFinished(row) && (
        <>
          <Hints row={row} />
          <Refused row={row} />
          {may("case.transfer") && <HandOver row={row} />}
        </>
      )}
    </section>
  );
}

function Hints({ row }: { row: CaseView }) {
  const words = useWords();
  const act = useAct();
  const name = useCentreNames();
  const [hints, setHints] = useState<HintView[]>([]);
  const place = row.place && `${row.place.lon_deg} ${row.place.lat_deg}`;
  // biome-ignore lint/correctness/useExhaustiveDependencies: read again when the place changes
  useEffect(() => {
    let left = false;
    void act(async () => {
      const found = await readHints(row.id);
      if (!left) setHints(found);
    });
    return () => {
      left = true;
    };
  }, [row.id, place, act]);
  return hints.map((hint) => (
    <p key={`${hint.centre_id} ${hint.minute}`} className="banner" data-testid="hint">
      {words.centres.hint(
        name(hint.centre_id),
        hourOf(hint.minute),
        [hint.commune, hint.motive_family].filter(Boolean).join(", "),
      )}
    </p>
  ));
}

/** What other centres refused for the case, and why: whom not to ask again. */
function Refused({ row }: { row: CaseView }) {
  const words = useWords().centres;
  const name = useCentreNames();
  const transfers = useSelect((state) => state.transfers);
  const requests = useSelect((state) => state.helpRequests);
  return (
    <>
      {[...transfers.values()].filter(refusedFor(row.id)).map((one) => (
        <p key={one.id} className="banner" data-testid="transfer-refused">
          {one.refusal && words.transfer_refused(name(one.to_centre_id), words.refusals[one.refusal])}
        </p>
      ))}
      {[...requests.values()].filter(refusedFor(row.id)).map((one) => (
        <p key={one.id} className="banner" data-testid="help-refused">
          {one.refusal && words.help_refused(name(one.to_centre_id), one.call_sign, words.help_refusals[one.refusal])}
        </p>
      ))}
    </>
  );
}

const refusedFor = (caseId: string) => (one: { case_id: string; refusal: string | null }) =>
  one.case_id === caseId && one.refusal !== null;

function HandOver({ row }: { row: CaseView }) {
  const words = useWords();
  const act = useAct();
  const [motive, setMotive] = useState<TransferMotive>("OTHER_SECTOR");
  const [to, setTo] = useState("");
  const centres = useSelect((state) => state.directory.centres);
  const pending = useSelect((state) => [...state.transfers.values()].some(asks(row.id)));
  if (pending) return null;
  return (
    <fieldset className="hand-over">
      <legend>{words.centres.transfer}</legend>
      <select
        value={motive}
        aria-label={words.centres.why}
        onChange={(event) => setMotive(event.target.value as TransferMotive)}
        data-testid="transfer-motive"
      >
        {TransferMotive.map((one) => (
          <option key={one} value={one}>
            {words.centres.motives[one]}
          </option>
        ))}
      </select>
      <select
        value={to}
        aria-label={words.centres.to}
        onChange={(event) => setTo(event.target.value)}
        data-testid="transfer-to"
      >
        <option value="">{words.centres.to}</option>
        {centres
          .filter((centre) => centre.id !== row.centre_id)
          .map((centre) => (
            <option key={centre.id} value={centre.id}>
              {centre.name}
            </option>
          ))}
      </select>
      <KeyButton
        label={words.centres.hand_over}
        disabled={to === ""}
        onPress={() => void act(() => askTransfer(row.id, to, motive))}
        testid="transfer-ask"
      />
    </fieldset>
  );
}

const asks = (caseId: string) => (one: { case_id: string; state: string }) =>
  one.case_id === caseId && one.state === "ASKED";

const hourOf = (instant: string) =>
  new Date(instant).toLocaleTimeString("fr-FR", { hour: "2-digit", minute: "2-digit", timeZone: "Europe/Paris" });
