/** Vehicles asked for between centres that wait: those asked of one's centre, to lend or keep, and those it has asked for. */
import { acceptHelp, refuseHelp, takeHelpBack } from "../api/centres";
import { VehicleMark } from "../design/mark";
import { useWords } from "../i18n/words";
import { KeyButton } from "../keys/keys";
import { useAct } from "../live/act";
import { clockSpan } from "../live/age";
import { ownCentres, waiting } from "../live/centres";
import { vehicleStatus } from "../live/fleet";
import { useMay, useNow, useSelect, useSession, useStore } from "../live/store";
import { HelpRefusal, type HelpView } from "../wire";
import { Refuse, useCentreNames, useChime } from "./asked_of_us";
import { shortNumber } from "./words_of";

export function HelpStrip() {
  const mine = ownCentres(useSession());
  const asked = waiting(useSelect((state) => state.helpRequests).values());
  const handed = waiting(useSelect((state) => state.transfers).values());
  const first = handed.some((one) => mine.has(one.to_centre_id))
    ? undefined
    : asked.find((one) => mine.has(one.to_centre_id));
  return (
    <div aria-live="assertive">
      {asked.map((one) =>
        mine.has(one.to_centre_id) ? (
          <Incoming key={one.id} request={one} first={one === first} />
        ) : (
          <Outgoing key={one.id} request={one} />
        ),
      )}
    </div>
  );
}

function Incoming({ request, first }: { request: HelpView; first: boolean }) {
  const words = useWords().centres;
  const act = useAct();
  const may = useMay();
  const name = useCentreNames();
  useChime(request.id, request.alarmed_at !== null);
  return (
    <section className={`banner transfer${request.alarmed_at ? " late" : ""}`} role="alert" data-testid="help-incoming">
      <strong>{words.help_asked_by(name(request.centre_id), request.call_sign)}</strong>
      <Facts request={request} />
      {may("help.answer") && (
        <>
          <KeyButton
            label={words.lend(request.call_sign)}
            onPress={() => void act(() => acceptHelp(request.id))}
            {...(first ? { chord: "shift+F9" } : {})}
            look="primary"
            testid="help-accept"
          />
          <Refuse
            motives={HelpRefusal}
            words={words.help_refusals}
            onRefuse={(why) => void act(() => refuseHelp(request.id, why))}
            testid="help-refuse"
          />
        </>
      )}
    </section>
  );
}

function Outgoing({ request }: { request: HelpView }) {
  const words = useWords().centres;
  const act = useAct();
  const may = useMay();
  const name = useCentreNames();
  return (
    <section className={`banner transfer${request.alarmed_at ? " late" : ""}`} data-testid="help-outgoing">
      <strong>{words.help_asked_of(name(request.to_centre_id), request.call_sign)}</strong>
      <Facts request={request} />
      {may("help.ask") && (
        <KeyButton
          label={words.take_back}
          onPress={() => void act(() => takeHelpBack(request.id))}
          testid="help-take-back"
        />
      )}
    </section>
  );
}

/** For which case, with which vehicle, for how long it has been waiting. */
function Facts({ request }: { request: HelpView }) {
  const words = useWords();
  const store = useStore();
  const now = useNow();
  const row = useSelect((state) => state.cases.get(request.case_id));
  const vehicle = useSelect((state) => state.vehicles.get(request.vehicle_id));
  return (
    <>
      {vehicle && <VehicleMark type={vehicle.type} status={vehicleStatus(vehicle)} stale={false} size={18} />}
      <button
        type="button"
        className="button quiet"
        onClick={() =>
          store.dispatch({ type: "view", view: { caseId: request.case_id, vehicleId: request.vehicle_id } })
        }
      >
        {[words.numbered(shortNumber(request.case_number)), row?.priority, row?.motive, row?.place?.label]
          .filter(Boolean)
          .join(" · ")}
      </button>
      <time>{clockSpan(now - Date.parse(request.asked_at))}</time>
      {request.alarmed_at && <b>{words.centres.unanswered}</b>}
    </>
  );
}
