/** The screen's words in the language chosen. `Words` forces every language to have every word of the French. */
import { useSelect } from "../live/store";
import { en } from "./en";
import { fr } from "./fr";

export type Words = typeof fr;

const LANGUAGES: Record<"fr" | "en", Words> = { fr, en };

export function useWords(): Words {
  return LANGUAGES[useSelect((state) => state.view.language)];
}

export function wordsOf(language: "fr" | "en"): Words {
  return LANGUAGES[language];
}
