/** The page's one keyboard listener, and the buttons that print their key. */
import { createContext, type ReactNode, useContext, useEffect, useMemo, useRef } from "react";
import { useWords } from "../i18n/words";
import { type Chords, chordOf, handlerOf, type Layer, printed } from "./chords";

const LayersContext = createContext<Layer[]>([]);

export function Keyboard({ children }: { children: ReactNode }) {
  const layers = useMemo<Layer[]>(() => [], []);
  useEffect(() => {
    const onKey = (event: KeyboardEvent) => {
      const target = event.target instanceof HTMLElement ? event.target : null;
      const typing = target?.closest("input, textarea, select") != null;
      if (event.key === "Escape" && typing) {
        target?.blur();
        return;
      }
      // A focused button keeps its own Enter and Space.
      if (event.key === "Enter" && !event.ctrlKey && target?.closest("button, a, [role=option], [role=row]")) return;
      const handler = handlerOf(layers, chordOf(event), typing);
      if (!handler) return;
      event.preventDefault();
      if (!event.repeat) handler();
    };
    window.addEventListener("keydown", onKey);
    return () => window.removeEventListener("keydown", onKey);
  }, [layers]);
  return <LayersContext.Provider value={layers}>{children}</LayersContext.Provider>;
}

/** Registers chords while the component is mounted. The latest handlers are called, without registering again. */
export function useKeys(chords: Chords, { modal = false, enabled = true } = {}): void {
  const layers = useContext(LayersContext);
  const latest = useRef(chords);
  latest.current = chords;
  const names = Object.keys(chords).join(" ");
  useEffect(() => {
    if (!enabled || names === "") return;
    const layer: Layer = {
      modal,
      chords: Object.fromEntries(names.split(" ").map((name) => [name, () => latest.current[name]?.()])),
    };
    layers.push(layer);
    return () => {
      layers.splice(layers.indexOf(layer), 1);
    };
  }, [layers, names, modal, enabled]);
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
  useKeys(chord ? { [chord]: onPress } : {}, { enabled: !disabled });
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
