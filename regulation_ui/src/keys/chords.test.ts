import { describe, expect, it, vi } from "vitest";
import { chordOf, handlerOf, isBare, type Keyed, printed } from "./chords";

const key = (fields: Partial<Keyed>): Keyed => ({
  key: "",
  code: "",
  ctrlKey: false,
  altKey: false,
  shiftKey: false,
  metaKey: false,
  ...fields,
});

describe("chords", () => {
  it("reads digits by physical key: AZERTY prints à where 0 is", () => {
    expect(chordOf(key({ key: "à", code: "Digit0", ctrlKey: true }))).toBe("ctrl+digit0");
    expect(chordOf(key({ key: '"', code: "Digit3" }))).toBe("digit3");
    expect(chordOf(key({ key: "3", code: "Numpad3" }))).toBe("digit3");
  });

  it("reads letters by what is printed: A is KeyQ on AZERTY", () => {
    expect(chordOf(key({ key: "a", code: "KeyQ" }))).toBe("a");
    expect(chordOf(key({ key: "A", code: "KeyQ", shiftKey: true }))).toBe("a");
    expect(chordOf(key({ key: "?", code: "Comma", shiftKey: true }))).toBe("?");
  });

  it("keeps shift on function keys", () => {
    expect(chordOf(key({ key: "F8", code: "F8", shiftKey: true }))).toBe("shift+F8");
    expect(isBare("shift+F8")).toBe(false);
    expect(isBare("d")).toBe(true);
    expect(isBare("Enter")).toBe(true);
  });
});

describe("handlers", () => {
  const room = vi.fn();
  const task = vi.fn();

  it("lets bare keys alone while one types", () => {
    expect(handlerOf([[{ d: room, F2: room }]], "d", true)).toBeNull();
    expect(handlerOf([[{ d: room, F2: room }]], "F2", true)).toBe(room);
  });

  it("gives bare keys to the open task only, function keys to the room too", () => {
    const scopes = [[{ n: room, a: room, F2: room }], [{ a: task }]];
    expect(handlerOf(scopes, "a", false)).toBe(task);
    expect(handlerOf(scopes, "n", false)).toBeNull();
    expect(handlerOf(scopes, "F2", false)).toBe(room);
  });

  it("asks the newest chords of a scope first", () => {
    expect(handlerOf([[{ Enter: room }, { Enter: task }]], "Enter", false)).toBe(task);
  });
});

it("prints chords as a person reads them", () => {
  const words = { ctrl: "Ctrl", enter: "Entrée", shift: "⇧", escape: "Échap" };
  expect(["ctrl+digit0", "shift+F8", "Enter", "d", "ctrl+Enter"].map((chord) => printed(chord, words))).toEqual([
    "Ctrl+0",
    "⇧F8",
    "Entrée",
    "D",
    "Ctrl+Entrée",
  ]);
});
