/** Day or night, French or English. Kept for the next visit of this browser. */
import { useWords } from "../i18n/words";
import { useSelect, useStore } from "../live/store";

export function Appearance() {
  const words = useWords();
  const store = useStore();
  const theme = useSelect((state) => state.view.theme);
  const language = useSelect((state) => state.view.language);
  return (
    <div className="appearance">
      <button
        type="button"
        className="button quiet"
        onClick={() => store.dispatch({ type: "view", view: { theme: theme === "night" ? "day" : "night" } })}
        data-testid="theme"
      >
        {theme === "night" ? words.bar.theme_day : words.bar.theme_night}
      </button>
      <button
        type="button"
        className="button quiet"
        lang={language === "fr" ? "en" : "fr"}
        onClick={() => store.dispatch({ type: "view", view: { language: language === "fr" ? "en" : "fr" } })}
        data-testid="language"
      >
        {words.bar.other_language}
      </button>
    </div>
  );
}
