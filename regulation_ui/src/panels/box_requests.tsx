/** What companies ask for: a box in a vehicle, or why there can be none; the manager's refusal. */
import { type FormEvent, useState } from "react";
import { askBox, refuseRequest, withdrawRequest } from "../api/boxes";
import { useWords } from "../i18n/words";
import { useMay } from "../live/store";
import type { BoxCandidate, BoxRequestView } from "../wire";
import { useWhen } from "./use_when";

type Change = (work: () => Promise<unknown>) => Promise<boolean>;

export function BoxRequests({ requests, onChange }: { requests: BoxRequestView[]; onChange: Change }) {
  const words = useWords().boxes;
  return (
    <section data-testid="box-requests">
      <h2>{words.requests}</h2>
      {requests.length === 0 && <p className="dim">{words.no_requests}</p>}
      <ul className="accounts">
        {requests.map((request) => (
          <RequestLine key={request.id} request={request} onChange={onChange} />
        ))}
      </ul>
    </section>
  );
}

function RequestLine({ request, onChange }: { request: BoxRequestView; onChange: Change }) {
  const words = useWords().boxes;
  const may = useMay();
  const when = useWhen();
  const [reason, setReason] = useState("");
  const waits = request.state === "ASKED";
  const refuse = (event: FormEvent) => {
    event.preventDefault();
    void onChange(() => refuseRequest(request.id, reason));
  };
  return (
    <li data-testid="box-request" data-state={request.state} className={waits ? "" : "dim"}>
      <span>
        <strong>{request.call_sign}</strong> <small>{request.company}</small>
        <small className="dim">
          {[when(request.asked_at), words.request[request.state], request.box, request.refusal]
            .filter(Boolean)
            .join(" · ")}
        </small>
      </span>
      {waits && may("box.manage") && (
        <form onSubmit={refuse} className="row">
          <label>
            {words.refuse_words}
            <input value={reason} onChange={(event) => setReason(event.target.value)} maxLength={300} required />
          </label>
          <button type="submit" className="button" disabled={reason === ""}>
            {words.refuse}
          </button>
        </form>
      )}
      {waits && may("box.request") && !may("box.manage") && (
        <button
          type="button"
          className="button"
          onClick={() => void onChange(() => withdrawRequest(request.id))}
          aria-label={words.of(words.withdraw, request.call_sign)}
        >
          {words.withdraw}
        </button>
      )}
    </li>
  );
}

export function BoxVehicles({ candidates, onChange }: { candidates: BoxCandidate[]; onChange: Change }) {
  const words = useWords().boxes;
  return (
    <section data-testid="box-candidates">
      <h2>{words.vehicles}</h2>
      <ul className="accounts">
        {candidates.map((one) => (
          <li key={one.vehicle_id} data-testid="box-candidate">
            <span>
              <strong>{one.call_sign}</strong>
              <small className="dim">{one.obstacles.map((obstacle) => words.obstacles[obstacle]).join(" · ")}</small>
            </span>
            {one.obstacles.length === 0 && (
              <button
                type="button"
                className="button"
                onClick={() => void onChange(() => askBox(one.vehicle_id))}
                aria-label={words.of(words.ask, one.call_sign)}
                data-testid="box-ask"
              >
                {words.ask}
              </button>
            )}
          </li>
        ))}
      </ul>
    </section>
  );
}
