/** What a browser remembers of its person: day or night, French or English. Nothing else is kept on the machine. */
import type { Language, Theme, View } from "./live/state";

const KEY = "rramu.preferences";

export function preferences(): { theme: Theme; language: Language } {
  const kept = read();
  const light = matchMedia("(prefers-color-scheme: light)").matches;
  return {
    theme: kept.theme === "day" || kept.theme === "night" ? kept.theme : light ? "day" : "night",
    language: kept.language === "en" ? "en" : "fr",
  };
}

let last = "";

export function keepPreferences({ theme, language }: View): void {
  const text = JSON.stringify({ theme, language });
  if (text === last) return;
  last = text;
  localStorage.setItem(KEY, text);
}

function read(): { theme?: unknown; language?: unknown } {
  try {
    return JSON.parse(localStorage.getItem(KEY) ?? "{}") as { theme?: unknown; language?: unknown };
  } catch {
    return {};
  }
}
