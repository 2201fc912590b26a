/** Whom an intern acts under: chosen among the doctors at work, chosen again once that doctor has left. */
import { useEffect, useState } from "react";
import { doctorsAtWork, nameSenior } from "../api/seniors";
import { useWords } from "../i18n/words";
import { useAct } from "../live/act";
import { useSession, useStore } from "../live/store";
import type { Colleague } from "../wire";
import { Chooser } from "./chooser";

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
      <Chooser
        options={[
          ...(there ? [] : [{ value: "", label: words.choose_senior }]),
          ...(doctors ?? []).map((one) => ({ value: one.account_id, label: one.name })),
        ]}
        label={words.choose_senior}
        verb={words.name_senior}
        held={(there && session.senior_id) || ""}
        onChoose={name}
        listId="choose-senior"
        testid="name-senior"
      />
    </section>
  );
}
