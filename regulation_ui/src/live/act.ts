/** Doing something at the server: apply what it answers, show what it refuses. Nothing is shown before it answered. */
import { useCallback } from "react";
import { ProblemError } from "../api/http";
import { useWords, type Words } from "../i18n/words";
import type { CallView, Candidate, CaseView, MissionView } from "../wire";
import { changesOf } from "./changes";
import type { Refusal, Rows, State } from "./state";
import { useStore } from "./store";

/** Gives a function that runs one piece of work; it answers true when the work was done. */
export function useAct(): (work: () => Promise<Rows | undefined>) => Promise<boolean> {
  const store = useStore();
  const words = useWords();
  return useCallback(
    async (work) => {
      try {
        const rows = await work();
        if (rows) store.dispatch({ type: "answered", rows });
        return true;
      } catch (error) {
        const before = store.state;
        if (error instanceof ProblemError && error.status === 401) store.dispatch({ type: "session", session: null });
        const rows = error instanceof ProblemError ? currentRows(error.current) : {};
        store.dispatch({ type: "answered", rows });
        store.dispatch({ type: "refused", refusal: refusalOf(error, before, words) });
        return false;
      }
    },
    [store, words],
  );
}

/** The refusal in words; on a conflict about a case, what changed between what was seen and what is true. */
export function refusalOf(error: unknown, before: State, words: Words): Omit<Refusal, "id" | "atMs"> {
  if (!(error instanceof ProblemError)) return { title: words.refusal.unreadable, detail: String(error), changes: [] };
  if (error.unreachable)
    return { title: words.refusal.unreachable, detail: words.refusal.unreachable_detail, changes: [] };
  const seen = isCase(error.current) ? before.cases.get(error.current.id) : undefined;
  const changes = seen && isCase(error.current) ? changesOf(seen, error.current) : [];
  const next = isCandidate(error.current) ? words.engage.next_best(error.current.call_sign) : "";
  return { title: error.title, detail: [error.detail, error.path, next].filter(Boolean).join(" · "), changes };
}

/** The rows a conflict carries as what is true now. */
function currentRows(current: unknown): Rows {
  if (isCase(current)) return { cases: [current] };
  if (isCall(current)) return { calls: [current] };
  return isMission(current) ? { missions: [current] } : {};
}

function has(value: unknown, ...names: string[]): boolean {
  return typeof value === "object" && value !== null && names.every((name) => name in value);
}
const isCase = (value: unknown): value is CaseView => has(value, "id", "version", "patients", "repeat_count");
const isCall = (value: unknown): value is CallView => has(value, "id", "version", "line", "rang_at");
const isMission = (value: unknown): value is MissionView => has(value, "id", "version", "order_version");
const isCandidate = (value: unknown): value is Candidate => has(value, "call_sign", "arrival_s");
