/** Something asked on top of the case: it takes the focus and the bare keys while it is open, comes into view, and leaves on Escape. */
import { type ReactNode, useEffect, useRef } from "react";
import { KeyScope, useKeys } from "../keys/keys";
import { useStore } from "../live/store";

interface Props {
  title: ReactNode;
  testid: string;
  children: ReactNode;
}

export function Task({ title, testid, children }: Props) {
  const frame = useRef<HTMLElement>(null);
  useEffect(() => {
    // The button that opened it, or the row clicked before, must not keep Enter for itself.
    if (!frame.current?.contains(document.activeElement)) frame.current?.focus({ preventScroll: true });
    frame.current?.scrollIntoView({ block: "nearest" });
  }, []);
  return (
    <KeyScope>
      <section className="task" ref={frame} tabIndex={-1} data-testid={testid}>
        <h3>{title}</h3>
        {children}
        <Leave />
      </section>
    </KeyScope>
  );
}

function Leave() {
  const leave = useLeave();
  useKeys({ Escape: leave });
  return null;
}

export function useLeave(): () => void {
  const store = useStore();
  return () => store.dispatch({ type: "view", view: { task: null } });
}

/** Chords of the task itself. A component, so that they belong to the task's scope and not to the room's. */
export function TaskKeys({ chords }: { chords: Record<string, () => void> }) {
  useKeys(chords);
  return null;
}
