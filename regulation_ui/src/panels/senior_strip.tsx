/** Whom an intern acts under: chosen among the doctors at work, chosen again once that doctor has left. */
import { useEffect, useState } from "react";
import { doctorsAtWork, nameSenior } from "../api/seniors";
import { useWords } from "../i18n/words";
import { useAct } from "../live/act";
import { useSession, useStore } from "../live/store";
import type { Colleague } from "../wire";

const LOOK_EVERY_MS = 15_000;

export function SeniorStrip() {
  const session = useSession();
  const centreId = session.rights.find((right) => right.role === "INTERN")?.centre_id;
  return centreId ? <Senior centreId={centreId} /> : null;
}

function Senior({ centreId }: { centreId: string }) {
  const words = useWords().signatures;
  const session = useSession();
  const store = useStore();
  const act = useAct();
  const [doctors, setDoctors] = useState<Colleague[] | null>(null);
  useEffect(() => {
    // Asked again and again: a server that does not answer is told by the banner of the link, not here.
    const read = () => void doctorsAtWork(centreId).then(setDoctors, () => setDoctors(null));
    read();
    const again = setInterval(read, LOOK_EVERY_MS);
    return () => clearInterval(again);
  }, [centreId]);
  const name = (accountId: string) =>
    void act(async () => {
      store.dispatch({ type: "session", session: await nameSenior(accountId) });
    });
  const there = doctors?.some((one) => one.account_id === session.senior_id) === true;
  const gone = doctors !== null && !there;
  return (
    <section
      className={`banner relief${there ? " calm" : ""}`}
      role={gone ? "alert" : undefined}
      data-testid="senior"
      data-there={there}
    >
      <strong>{session.senior ? words.under(session.senior) : words.no_senior}</strong>
      {gone && <span>{session.senior ? words.senior_gone : words.senior_needed}</span>}
      <select
        value={there ? (session.senior_id ?? "") : ""}
        aria-label={words.name_senior}
        onChange={(event) => {
          // The keys are the room's again: the next D decides.
          event.target.blur();
          if (event.target.value) name(event.target.value);
        }}
        data-testid="name-senior"
      >
        <option value="">{words.name_senior}</option>
        {doctors?.map((one) => (
          <option key={one.account_id} value={one.account_id}>
            {one.name}
          </option>
        ))}
      </select>
    </section>
  );
}
