/** What was refused of a box in the week, with its reason and what was sent. */
import { useEffect, useState } from "react";
import { readRefused } from "../api/boxes";
import { useWords } from "../i18n/words";
import { useAct } from "../live/act";
import type { BoxView, FixRefusal, MessageRefusal, RefusedFixView } from "../wire";
import { useWhen } from "./use_when";

export function BoxRefusals({ box }: { box: BoxView }) {
  const words = useWords().boxes;
  const act = useAct();
  const when = useWhen();
  const [rows, setRows] = useState<RefusedFixView[]>([]);
  useEffect(
    () =>
      void act(async () => {
        setRows(await readRefused(box.id));
        return undefined;
      }),
    [act, box.id],
  );
  return (
    <ul className="sessions" data-testid="refusals">
      {rows.length === 0 && <li className="dim">{words.no_refusals}</li>}
      {rows.map((row) => (
        <li key={row.id}>
          <span>
            <strong>{words.refused_for[row.reason as FixRefusal | MessageRefusal]}</strong>{" "}
            <small>{[when(row.refused_at), row.boot && `${row.boot}/${row.seq}`].filter(Boolean).join(" · ")}</small>
            {row.sent && <code>{row.sent}</code>}
          </span>
        </li>
      ))}
    </ul>
  );
}
