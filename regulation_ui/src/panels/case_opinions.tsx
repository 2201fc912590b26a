/** Opinions asked of other centres about a case: asked here, answered there, ended by whoever asked. */
import { type ReactNode, useState } from "react";
import { askOpinion, endOpinion, giveOpinion } from "../api/centres";
import { useWords } from "../i18n/words";
import { useAct } from "../live/act";
import { onlyReads, ownCentres } from "../live/centres";
import { isFinished } from "../live/room";
import { useMay, useSelect, useSession } from "../live/store";
import type { CaseView, OpinionView, Role } from "../wire";
import { useCentreName } from "./centre_name";
import { useTime } from "./use_time";

const DOCTORS: readonly Role[] = ["MRU", "MRL", "SPECIALIST"];

export function CaseOpinions({ row }: { row: CaseView }) {
  const words = useWords();
  const may = useMay();
  const session = useSession();
  const mine = !onlyReads(session, row) && !isFinished(row);
  if (row.withheld || (row.opinions.length === 0 && !(mine && may("case.share")))) return null;
  return (
    <section className="block opinions" data-testid="opinions">
      <h3>{words.rooms.opinions}</h3>
      <ul>
        {row.opinions.map((opinion) => (
          <Opinion key={opinion.id} row={row} opinion={opinion} mine={mine && may("case.share")} />
        ))}
      </ul>
      {mine && may("case.share") && <Ask row={row} />}
    </section>
  );
}

function Opinion({ row, opinion, mine }: { row: CaseView; opinion: OpinionView; mine: boolean }) {
  const words = useWords();
  const act = useAct();
  const may = useMay();
  const session = useSession();
  const time = useTime();
  const name = useCentreName();
  const asked = name(opinion.by_centre_id);
  const answers = may("opinion.give") && ownCentres(session).has(opinion.by_centre_id) && opinion.answered_at === null;
  return (
    <li data-testid="opinion" data-answered={opinion.answered_at !== null}>
      <small>
        {`${words.rooms.asked(opinion.asked_by, asked, time(opinion.asked_at))} · ${words.roles[opinion.role]}`}
      </small>
      {opinion.question && <p>{opinion.question}</p>}
      {opinion.answered_at ? (
        <p className="given">
          <strong>{opinion.answer}</strong>
          <small>{words.rooms.answered(opinion.answered_by, time(opinion.answered_at))}</small>
        </p>
      ) : (
        <em>{words.rooms.no_answer}</em>
      )}
      {answers && (
        <Line
          label={words.rooms.answer}
          send={words.rooms.give}
          onSend={(said) => act(() => giveOpinion(row.id, opinion.by_centre_id, said))}
          testid="opinion-answer"
        />
      )}
      {mine && (
        <button
          type="button"
          className="button quiet"
          aria-label={words.rooms.end_opinion_of(asked)}
          onClick={() => void act(() => endOpinion(row.id, opinion.by_centre_id))}
          data-testid="opinion-end"
        >
          {words.rooms.end_opinion}
        </button>
      )}
    </li>
  );
}

function Ask({ row }: { row: CaseView }) {
  const words = useWords();
  const act = useAct();
  const centres = useSelect((state) => state.directory.centres);
  const free = centres.filter(
    (centre) => centre.id !== row.centre_id && !row.opinions.some((one) => one.by_centre_id === centre.id),
  );
  const [chosen, setChosen] = useState("");
  const [role, setRole] = useState<Role>("MRU");
  const to = free.some((centre) => centre.id === chosen) ? chosen : (free[0]?.id ?? "");
  if (to === "") return null;
  return (
    <details className="ask-opinion">
      <summary data-testid="opinion-open">{words.rooms.ask_opinion}</summary>
      <Line
        label={words.rooms.question}
        send={words.rooms.ask_opinion}
        onSend={(question) => act(() => askOpinion(row.id, { to_centre_id: to, role, question }))}
        testid="opinion-question"
      >
        <select
          value={to}
          aria-label={words.rooms.of_centre}
          onChange={(event) => setChosen(event.target.value)}
          data-testid="opinion-centre"
        >
          {free.map((centre) => (
            <option key={centre.id} value={centre.id}>
              {centre.name}
            </option>
          ))}
        </select>
        <select
          value={role}
          aria-label={words.rooms.of_doctor}
          onChange={(event) => setRole(event.target.value as Role)}
          data-testid="opinion-role"
        >
          {DOCTORS.map((one) => (
            <option key={one} value={one}>
              {words.roles[one]}
            </option>
          ))}
        </select>
      </Line>
    </details>
  );
}

interface LineProps {
  label: string;
  send: string;
  onSend: (said: string) => Promise<boolean>;
  testid: string;
  children?: ReactNode;
}

/** A line of free words; it stays until the server has kept it. */
function Line({ label, send, onSend, testid, children }: LineProps) {
  const [said, setSaid] = useState("");
  return (
    <form
      onSubmit={(event) => {
        event.preventDefault();
        if (said.trim() !== "") void onSend(said.trim()).then((kept) => kept && setSaid(""));
      }}
    >
      {children}
      <input
        value={said}
        onChange={(event) => setSaid(event.target.value)}
        maxLength={400}
        placeholder={label}
        aria-label={label}
        autoComplete="off"
        data-testid={testid}
      />
      <button type="submit" className="button" disabled={said.trim() === ""} data-testid={`${testid}-send`}>
        {send}
      </button>
    </form>
  );
}
