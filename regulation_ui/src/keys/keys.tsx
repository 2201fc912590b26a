/** The page's one keyboard listener, scopes for tasks, and the buttons that print their key. */
import { createContext, type ReactNode, useContext, useEffect, useMemo, useRef } from "react";
import { useWords } from "../i18n/words";
import { type Chords, chordOf, handlerOf, printed, type Scope } from "./chords";

const ScopesContext = createContext<Scope[]>([[]]);
const ScopeContext = createContext<Scope>([]);

export function Keyboard({ children }: { children: ReactNode }) {
  const room = useMemo<Scope>(() => [], []);
  const scopes = useMemo<Scope[]>(() => [room], [room]);
  useEffect(() => {
    const onKey = (event: KeyboardEvent) => {
      // Taken by what has the focus: arrows move a focused map, not the queue.
      if (event.defaultPrevented) return;
      const target = event.target instanceof HTMLElement ? event.target : null;
      const typing = target?.closest("input, textarea, select") != null;
      if (event.key === "Escape" && typing) {
        target?.blur();
        return;
      }
      // A focused button keeps its own Enter.
      if (event.key === "Enter" && !event.ctrlKey && target?.closest("button, a")) return;
      const handler = handlerOf(scopes, chordOf(event), typing);
      if (!handler) return;
      event.preventDefault();
      if (!event.repeat) handler();
    };
    window.addEventListener("keydown", onKey);
    return () => window.removeEventListener("keydown", onKey);
  }, [scopes]);
  return (
    <ScopesContext value={scopes}>
      <ScopeContext value={room}>{children}</ScopeContext>
    </ScopesContext>
  );
}

/** A task on the screen: while it is open, bare keys are its own. */
export function KeyScope({ children }: { children: ReactNode }) {
  const scopes = useContext(ScopesContext);
  const scope = useMemo<Scope>(() => [], []);
  useEffect(() => {
    scopes.push(scope);
    return () => {
      scopes.splice(scopes.indexOf(scope), 1);
    };
  }, [scopes, scope]);
  return <ScopeContext value={scope}>{children}</ScopeContext>;
}

/** Registers chords while the component is mounted. The latest handlers are called, without registering again. */
export function useKeys(chords: Chords, enabled = true): void {
  const scope = useContext(ScopeContext);
  const latest = useRef(chords);
  latest.current = chords;
  const names = Object.keys(chords).join(" ");
  useEffect(() => {
    if (!enabled || names === "") return;
    const mine: Chords = Object.fromEntries(names.split(" ").map((name) => [name, () => latest.current[name]?.()]));
    scope.push(mine);
    return () => {
      scope.splice(scope.indexOf(mine), 1);
    };
  }, [scope, names, enabled]);
}

export function KeyHint({ chord }: { chord: string }) {
  const words = useWords();
  return <kbd>{printed(chord, words.keys)}</kbd>;
}

interface KeyButtonProps {
  label: ReactNode;
  onPress: () => void;
  chord?: string;
  look?: "plain" | "primary" | "danger" | "quiet";
  disabled?: boolean;
  pressed?: boolean;
  title?: string;
  testid?: string;
}

/** A button that does what its key does, and prints it. */
export function KeyButton(props: KeyButtonProps) {
  const { label, onPress, chord, look = "plain", disabled = false, pressed, title, testid } = props;
  useKeys(chord ? { [chord]: onPress } : {}, !disabled);
  return (
    <button
      type="button"
      className={`button ${look}`}
      onClick={(event) => {
        // A mouse click leaves the keyboard to the room: the next Enter is the task's, not this button's.
        if (event.detail > 0) event.currentTarget.blur();
        onPress();
      }}
      disabled={disabled}
      aria-pressed={pressed}
      aria-keyshortcuts={chord}
      title={title}
      data-testid={testid}
    >
      <span>{label}</span>
      {chord && <KeyHint chord={chord} />}
    </button>
  );
}
