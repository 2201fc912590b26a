/** Transfers that wait: those offered to one's centre, to take or refuse, and those one's centre has offered, to take back. */
import { acceptTransfer, refuseTransfer, takeTransferBack } from "../api/centres";
import { useWords } from "../i18n/words";
import { KeyButton } from "../keys/keys";
import { useAct } from "../live/act";
import { clockSpan } from "../live/age";
import { ownCentres, waiting } from "../live/centres";
import { useMay, useNow, useSelect, useSession, useStore } from "../live/store";
import { TransferRefusal, type TransferView } from "../wire";
import { Refuse, useCentreNames, useChime } from "./asked_of_us";
import { shortNumber } from "./words_of";

export function TransferStrip() {
  const may = useMay();
  const mine = ownCentres(useSession());
  const transfers = useSelect((state) => state.transfers);
  if (!may("case.transfer")) return null;
  const offered = waiting(transfers.values());
  const first = offered.find((one) => mine.has(one.to_centre_id));
  return (
    <div aria-live="assertive">
      {offered.map((one) =>
        mine.has(one.to_centre_id) ? (
          <Incoming key={one.id} offer={one} first={one === first} />
        ) : (
          <Outgoing key={one.id} offer={one} />
        ),
      )}
    </div>
  );
}

function Incoming({ offer, first }: { offer: TransferView; first: boolean }) {
  const words = useWords();
  const store = useStore();
  const act = useAct();
  const onLine = useOnLine(offer);
  const name = useCentreNames();
  useChime(offer.id, offer.alarmed_at !== null);
  const accept = () =>
    void act(async () => {
      const rows = await acceptTransfer(offer.id);
      store.dispatch({ type: "view", view: { caseId: offer.case_id, task: null } });
      return rows;
    });
  return (
    <section
      className={`banner transfer${offer.alarmed_at ? " late" : ""}`}
      role="alert"
      data-testid="transfer-incoming"
    >
      <strong>{words.centres.incoming(name(offer.centre_id))}</strong>
      <Facts offer={offer} />
      <KeyButton
        label={onLine ? words.centres.accept_call : words.centres.accept}
        onPress={accept}
        {...(first ? { chord: "shift+F9" } : {})}
        look="primary"
        testid="transfer-accept"
      />
      <Refuse
        motives={TransferRefusal}
        words={words.centres.refusals}
        onRefuse={(why) => void act(() => refuseTransfer(offer.id, why))}
        testid="transfer-refuse"
      />
    </section>
  );
}

function Outgoing({ offer }: { offer: TransferView }) {
  const words = useWords();
  const act = useAct();
  const name = useCentreNames();
  return (
    <section className={`banner transfer${offer.alarmed_at ? " late" : ""}`} data-testid="transfer-outgoing">
      <strong>{words.centres.outgoing(name(offer.to_centre_id))}</strong>
      <Facts offer={offer} />
      <em>{words.centres.still_yours}</em>
      <KeyButton
        label={words.centres.take_back}
        onPress={() => void act(() => takeTransferBack(offer.id))}
        testid="transfer-take-back"
      />
    </section>
  );
}

/** What is handed over, why, for how long it has been waiting. */
function Facts({ offer }: { offer: TransferView }) {
  const words = useWords();
  const store = useStore();
  const now = useNow();
  const row = useSelect((state) => state.cases.get(offer.case_id));
  const onLine = useOnLine(offer);
  return (
    <>
      <button
        type="button"
        className="button quiet"
        onClick={() => store.dispatch({ type: "view", view: { caseId: offer.case_id } })}
      >
        {[words.numbered(shortNumber(offer.case_number)), row?.priority, row?.motive, row?.place?.label]
          .filter(Boolean)
          .join(" · ")}
      </button>
      <span>{[words.centres.motives[offer.motive], onLine && words.centres.on_line].filter(Boolean).join(" · ")}</span>
      <time>{clockSpan(now - Date.parse(offer.asked_at))}</time>
      {offer.alarmed_at && <b>{words.centres.unanswered}</b>}
    </>
  );
}

/** Whether the caller is still on the line of the leg that rings. */
function useOnLine(offer: TransferView): boolean {
  const call = useSelect((state) => (offer.call_id ? state.calls.get(offer.call_id) : undefined));
  return call?.state === "ANSWERED" || call?.state === "HELD";
}
