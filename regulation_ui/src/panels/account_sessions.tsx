/** The open sessions of an account somebody manages, each to be ended. */
import { useCallback, useEffect, useState } from "react";
import { endSessionOf, sessionsOf } from "../api/people";
import { useWords } from "../i18n/words";
import { useAct } from "../live/act";
import type { AccountRow, SessionRow } from "../wire";
import { useWhen } from "./use_when";

export function AccountSessions({ row }: { row: AccountRow }) {
  const words = useWords().people;
  const act = useAct();
  const when = useWhen();
  const [sessions, setSessions] = useState<SessionRow[] | null>(null);
  const read = useCallback(
    () =>
      act(async () => {
        setSessions(await sessionsOf(row.id));
      }),
    [act, row.id],
  );
  useEffect(() => void read(), [read]);
  return (
    <ul className="sessions rights" data-testid="sessions-of">
      {sessions?.length === 0 && <li className="dim">{words.manage.no_session}</li>}
      {sessions?.map((one) => (
        <li key={one.id}>
          <span>
            {one.kind === "bearer" ? words.account.program : (one.agent ?? one.kind)}
            <small className="dim">
              {[words.account.opened(when(one.opened_at)), words.account.seen(when(one.last_seen_at)), one.address]
                .filter(Boolean)
                .join(" · ")}
            </small>
          </span>
          <button
            type="button"
            className="button danger"
            onClick={() =>
              void act(async () => {
                await endSessionOf(row.id, one.id);
                await read();
              })
            }
            data-testid="end-session-of"
          >
            {words.account.end}
          </button>
        </li>
      ))}
    </ul>
  );
}
