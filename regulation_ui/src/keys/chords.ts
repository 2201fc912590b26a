/**
 * Chords: "F2", "shift+F8", "ctrl+digit0", "d", "?", "Enter". Digits go by physical key, so that AZERTY needs no shift;
 * letters by what is printed on the key. Letters, digits, arrows and Enter act only outside text fields.
 */

export interface Keyed {
  key: string;
  code: string;
  ctrlKey: boolean;
  altKey: boolean;
  shiftKey: boolean;
  metaKey: boolean;
}

export type Chords = Record<string, () => void>;

/** Chords registered within one part of the screen, oldest first. */
export type Scope = Chords[];

export function chordOf(event: Keyed): string {
  const digit = /^(?:Digit|Numpad)(\d)$/.exec(event.code);
  const printed = event.key.length === 1 && !digit;
  const name = digit ? `digit${digit[1]}` : printed ? event.key.toLowerCase() : event.key;
  const modifiers = { ctrl: event.ctrlKey || event.metaKey, alt: event.altKey, shift: event.shiftKey && !printed };
  const held = (["ctrl", "alt", "shift"] as const).filter((modifier) => modifiers[modifier]);
  return [...held, name].join("+");
}

/** Bare: could be typed into a text, so it must not act while one is being typed. */
export function isBare(chord: string): boolean {
  return !/^(?:(?:shift\+)?F\d+$|ctrl\+|alt\+)/.test(chord);
}

/**
 * What a chord does; null when nobody wants it. The newest scope is asked first, in it the newest chords.
 * A scope hides the bare keys of those below it, not function keys nor Ctrl: a task does not stop the room.
 */
export function handlerOf(scopes: readonly Scope[], chord: string, typing: boolean): (() => void) | null {
  const bare = isBare(chord);
  if (bare && typing) return null;
  for (const scope of scopes.toReversed()) {
    const handler = scope.findLast((chords) => chords[chord])?.[chord];
    if (handler) return handler;
    if (bare) return null;
  }
  return null;
}

/** The chord as printed in a button. */
export function printed(chord: string, words: { ctrl: string; enter: string; shift: string; escape: string }): string {
  const names: Record<string, string> = {
    ctrl: words.ctrl,
    shift: words.shift,
    alt: "Alt",
    Enter: words.enter,
    Escape: words.escape,
    ArrowDown: "↓",
    ArrowUp: "↑",
  };
  const parts = chord.split("+").map((part) => names[part] ?? part.replace("digit", "").toUpperCase());
  return parts[0] === words.shift ? parts.join("") : parts.join("+");
}
