/** What the server tells a page outside the room: asked every few seconds, and at once after something was said. */
import { useCallback, useEffect, useRef, useState } from "react";
import { ProblemError } from "../api/http";
import { useAct } from "../live/act";
import { useStore } from "../live/store";

const ASK_EVERY_MS = 4000;

export interface Told<Value> {
  /** Null until the first answer. */
  value: Value | null;
  /** Real milliseconds of the page at the last answer; null before the first. */
  atMs: number | null;
  /** Whether the last question got no answer. */
  lost: boolean;
  /** Say something, then ask again; true when it was taken. */
  say: (work: () => Promise<unknown>) => Promise<boolean>;
}

export function useTold<Value>(read: () => Promise<Value>): Told<Value> {
  const store = useStore();
  const act = useAct();
  const [value, setValue] = useState<Value | null>(null);
  const [atMs, setAtMs] = useState<number | null>(null);
  const [lost, setLost] = useState(false);
  /** An answer asked for before another that is here already tells less. */
  const newest = useRef(0);
  const asked = useRef(0);
  const ask = useCallback(async () => {
    const number = ++asked.current;
    try {
      const told = await read();
      if (number < newest.current) return;
      newest.current = number;
      setValue(() => told);
      setAtMs(store.realMs());
      setLost(false);
    } catch (error) {
      if (error instanceof ProblemError && error.status === 401) store.dispatch({ type: "session", session: null });
      setLost(true);
    }
  }, [read, store]);
  useEffect(() => {
    void ask();
    const timer = setInterval(() => void ask(), ASK_EVERY_MS);
    return () => clearInterval(timer);
  }, [ask]);
  const say = useCallback(
    async (work: () => Promise<unknown>) => {
      const done = await act(async () => {
        await work();
        return undefined;
      });
      await ask();
      return done;
    },
    [act, ask],
  );
  return { value, atMs, lost, say };
}
