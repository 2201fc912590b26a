/** OSNP's work on a case: what the doctor asked, the clock, the calls made, the next one, the appointment, the way back. */
import { type FormEvent, useState } from "react";
import { bookAppointment, logAttempt, returnToDoctor } from "../api/room";
import { useWords } from "../i18n/words";
import { KeyButton } from "../keys/keys";
import { useAct } from "../live/act";
import { roughSpan } from "../live/age";
import { decisionsInForce, orientations } from "../live/room";
import { useMay, useNow } from "../live/store";
import { type CaseView, Contact, ContactResult, type DecisionView, ReturnReason } from "../wire";
import { useTime } from "./use_time";

export function Orientations({ row }: { row: CaseView }) {
  const words = useWords();
  const may = useMay();
  const shown = decisionsInForce(row).filter((one) => one.due_at !== null);
  const [first] = orientations(row);
  if (shown.length === 0) return null;
  return (
    <section className="block" data-testid="orientations">
      <h3>{words.osnp.title}</h3>
      {shown.map((decision) => (
        <div key={decision.id}>
          <Done decision={decision} />
          {decision.id === first?.id && may("orientation.attempt") && row.queue === "OSNP" && (
            <Work decision={decision} />
          )}
        </div>
      ))}
    </section>
  );
}

/** The clock while it runs, every call, and what came of them. */
function Done({ decision }: { decision: DecisionView }) {
  const words = useWords();
  const now = useNow();
  const time = useTime();
  const done = decision.orientation;
  const leftMs = decision.due_at === null ? 0 : Date.parse(decision.due_at) - now;
  const over = done?.appointment || done?.returned_at;
  return (
    <>
      {!over && (
        <p className={leftMs < 0 ? "warn" : ""} data-testid="due">
          {leftMs < 0
            ? words.osnp.overdue(roughSpan(-leftMs, words.day))
            : words.osnp.due(roughSpan(leftMs, words.day))}
        </p>
      )}
      <ul className="log" data-testid="attempts">
        {done?.attempts.map((one) => (
          <li key={`${one.at}${one.contact}`}>
            <time>{time(one.at)}</time>
            <span>{` ${words.osnp.contacts[one.contact]} · ${words.osnp.results[one.result]}`}</span>
            <small className="dim">{` ${one.by}`}</small>
          </li>
        ))}
      </ul>
      {done?.appointment && (
        <p data-testid="appointment">
          <strong>{words.osnp.booked(done.appointment.practitioner, done.appointment.place)}</strong>
          {` ${new Date(done.appointment.starts_at).toLocaleString(words.locale, { timeZone: "Europe/Paris", dateStyle: "short", timeStyle: "short" })}`}
        </p>
      )}
      {done?.returned_at && (
        <p className="warn">
          {`${words.osnp.returned}${done.returned_because ? ` : ${words.osnp.reasons[done.returned_because]}` : ""}`}
        </p>
      )}
    </>
  );
}

type Ask = { kind: "answer"; contact: Contact } | { kind: "book" } | { kind: "back" } | null;

/** One key for the usual doctor, one for the patient, one for the appointment, one back to the doctor. */
function Work({ decision }: { decision: DecisionView }) {
  const words = useWords();
  const act = useAct();
  const [ask, setAsk] = useState<Ask>(null);
  const answered = async (contact: Contact, result: ContactResult) => {
    if (await act(() => logAttempt(decision.id, { contact, result }))) setAsk(null);
  };
  const call = (contact: Contact) => () => setAsk({ kind: "answer", contact });
  return (
    <div data-testid="osnp-work">
      <div className="acts">
        <KeyButton
          label={words.osnp.usual_doctor}
          chord="t"
          onPress={call("USUAL_DOCTOR")}
          testid="call-usual-doctor"
        />
        <KeyButton label={words.osnp.patient} chord="k" onPress={call("PATIENT")} testid="call-patient" />
        <select
          aria-label={words.osnp.others}
          value=""
          onChange={(event) => {
            const contact = Contact.find((one) => one === event.target.value);
            if (contact) call(contact)();
          }}
          data-testid="call-other"
        >
          <option value="">{words.osnp.others}</option>
          {Contact.filter((one) => one !== "USUAL_DOCTOR" && one !== "PATIENT").map((one) => (
            <option key={one} value={one}>
              {words.osnp.contacts[one]}
            </option>
          ))}
        </select>
        <KeyButton
          look="primary"
          label={words.osnp.book}
          chord="r"
          onPress={() => setAsk({ kind: "book" })}
          testid="book"
        />
        <KeyButton label={words.osnp.back} chord="m" onPress={() => setAsk({ kind: "back" })} testid="back" />
      </div>
      {ask?.kind === "answer" && (
        <div className="acts">
          <span className="dim">{words.osnp.answer(words.osnp.contacts[ask.contact])}</span>
          {ContactResult.map((result, index) => (
            <KeyButton
              key={result}
              label={words.osnp.results[result]}
              chord={`digit${index + 1}`}
              onPress={() => void answered(ask.contact, result)}
              testid={`result-${result}`}
            />
          ))}
        </div>
      )}
      {ask?.kind === "back" && (
        <div className="acts">
          <span className="dim">{words.osnp.why_back}</span>
          {ReturnReason.map((reason, index) => (
            <KeyButton
              key={reason}
              label={words.osnp.reasons[reason]}
              chord={`digit${index + 1}`}
              onPress={() => void act(() => returnToDoctor(decision.id, reason))}
              testid={`reason-${reason}`}
            />
          ))}
        </div>
      )}
      {ask?.kind === "book" && <Booking decision={decision} />}
    </div>
  );
}

/** Who, when and where, as told by phone. */
function Booking({ decision }: { decision: DecisionView }) {
  const words = useWords();
  const act = useAct();
  const [practitioner, setPractitioner] = useState("");
  const [startsAt, setStartsAt] = useState("");
  const [place, setPlace] = useState("");
  const ready = practitioner.trim() !== "" && startsAt !== "" && place.trim() !== "";
  const sign = (event: FormEvent) => {
    event.preventDefault();
    if (!ready) return;
    const entry = {
      practitioner: practitioner.trim(),
      starts_at: new Date(startsAt).toISOString(),
      place: place.trim(),
    };
    void act(() => bookAppointment(decision.id, entry));
  };
  const fields = [
    { name: "practitioner", label: words.osnp.practitioner, value: practitioner, set: setPractitioner, type: "text" },
    { name: "starts-at", label: words.osnp.starts_at, value: startsAt, set: setStartsAt, type: "datetime-local" },
    { name: "place", label: words.osnp.place, value: place, set: setPlace, type: "text" },
  ];
  return (
    <form className="acts" onSubmit={sign} data-testid="booking">
      {fields.map((field, index) => (
        <input
          key={field.name}
          // biome-ignore lint/a11y/noAutofocus: the form was just asked for, and its first answer is who
          autoFocus={index === 0}
          type={field.type}
          aria-label={field.label}
          placeholder={field.label}
          value={field.value}
          onChange={(event) => field.set(event.target.value)}
          data-testid={`booking-${field.name}`}
        />
      ))}
      <button type="submit" className="button primary" disabled={!ready} data-testid="sign-booking">
        {words.osnp.book}
      </button>
    </form>
  );
}
