/** Holds the state, tells who listens. One per page. */
import { createContext, useContext, useSyncExternalStore } from "react";
import type { Action, SessionView } from "../wire";
import { apply, domainNow, type ScreenEvent } from "./apply";
import { may } from "./room";
import type { State } from "./state";
import { timed } from "./timing";

export class Store {
  private readonly listeners = new Set<() => void>();

  constructor(
    private held: State,
    readonly realMs: () => number = () => performance.now(),
  ) {}

  get state(): State {
    return this.held;
  }

  dispatch = (event: ScreenEvent): void => {
    const next = timed("rramu.apply", () => apply(this.held, event, this.realMs()));
    if (next === this.held) return;
    this.held = next;
    for (const listener of this.listeners) listener();
  };

  subscribe = (listener: () => void): (() => void) => {
    this.listeners.add(listener);
    return () => this.listeners.delete(listener);
  };
}

export const StoreContext = createContext<Store | null>(null);

export function useStore(): Store {
  const store = useContext(StoreContext);
  if (!store) throw new Error("StoreContext is missing");
  return store;
}

/** Re-renders when the selected value changes by identity: select parts of the state, derive from them in `useMemo`. */
export function useSelect<Value>(select: (state: State) => Value): Value {
  const store = useStore();
  return useSyncExternalStore(store.subscribe, () => select(store.state));
}

/** Domain milliseconds to the second, for panels that show waits and ages. */
export function useNow(): number {
  return useSelect((state) => Math.floor((domainNow(state) ?? 0) / 1000) * 1000);
}

export function useSession(): SessionView {
  const session = useSelect((state) => state.session);
  if (session === null || session === "unknown") throw new Error("no session: the desk is shown only with one");
  return session;
}

export function useMay(): (action: Action) => boolean {
  const session = useSession();
  return (action) => may(session, action);
}

/** What somebody may do to what belongs to a centre: a case of another one is only read. */
export function useMayAt(centreId: string): (action: Action) => boolean {
  const session = useSession();
  const rights = session.rights.filter((right) => right.centre_id === centreId);
  return (action) => may({ ...session, rights }, action);
}
