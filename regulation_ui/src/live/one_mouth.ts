/** One mouth: whoever speaks to somebody else first holds the caller spoken to. */
import { changeCall } from "../api/room";
import { ownCalls } from "./room";
import { useSession, useStore } from "./store";

export function useHoldSpoken(): () => Promise<void> {
  const store = useStore();
  const session = useSession();
  return async () => {
    const spoken = ownCalls(store.state.calls.values(), session).find((one) => one.state === "ANSWERED");
    if (spoken) store.dispatch({ type: "answered", rows: await changeCall(spoken.id, "HELD") });
  };
}
