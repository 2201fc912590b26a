/** A field with suggestions: type letters, Enter takes the first. Shows the value held until one types. */
import { type KeyboardEvent, type Ref, useEffect, useId, useRef, useState } from "react";
import { useWords } from "../i18n/words";

export interface Suggestion<Value> {
  key: string;
  label: string;
  detail?: string;
  value: Value;
}

interface Props<Value> {
  label: string;
  value: string | null;
  placeholder: string;
  search: (letters: string) => Promise<Suggestion<Value>[]> | Suggestion<Value>[];
  onPick: (value: Value) => void;
  /** Suggestions even before a letter is typed. */
  eager?: boolean;
  inputRef?: Ref<HTMLInputElement>;
  testid: string;
}

export function SearchField<Value>(props: Props<Value>) {
  const { label, value, placeholder, search, onPick, eager = false, inputRef, testid } = props;
  const words = useWords();
  const listId = useId();
  const [letters, setLetters] = useState<string | null>(null);
  const [found, setFound] = useState<{ letters: string; items: Suggestion<Value>[] } | null>(null);
  const [active, setActive] = useState(0);
  const enterPressed = useRef(false);
  const latest = useRef({ search, onPick });
  latest.current = { search, onPick };

  const close = () => {
    setLetters(null);
    setFound(null);
    setActive(0);
    enterPressed.current = false;
  };
  const pick = (item: Suggestion<Value> | undefined) => {
    if (!item) return;
    close();
    onPick(item.value);
  };
  const pickRef = useRef(pick);
  pickRef.current = pick;

  useEffect(() => {
    if (letters === null || (letters === "" && !eager)) return setFound(null);
    let stale = false;
    Promise.resolve(latest.current.search(letters)).then(
      (items) => {
        if (stale) return;
        setActive(0);
        setFound({ letters, items });
        // Typed faster than the answer came: Enter was for this answer.
        if (enterPressed.current) pickRef.current(items[0]);
      },
      () => !stale && setFound({ letters, items: [] }),
    );
    return () => {
      stale = true;
    };
  }, [letters, eager]);

  const items = found && found.letters === letters ? found.items : [];
  const onKeyDown = (event: KeyboardEvent) => {
    if (event.ctrlKey || event.altKey) return;
    if (event.key === "ArrowDown") setActive(Math.min(active + 1, items.length - 1));
    else if (event.key === "ArrowUp") setActive(Math.max(active - 1, 0));
    else if (event.key === "Enter") {
      if (found?.letters === letters) pick(items[active]);
      else enterPressed.current = letters !== null && letters !== "";
    } else return;
    event.preventDefault();
  };

  return (
    <div className="search">
      <input
        ref={inputRef}
        role="combobox"
        aria-label={label}
        aria-expanded={items.length > 0}
        aria-controls={items.length > 0 ? listId : undefined}
        aria-activedescendant={items.length > 0 ? `${listId}-${active}` : undefined}
        className={value ? "filled" : ""}
        value={letters ?? value ?? ""}
        placeholder={placeholder}
        onFocus={(event) => {
          setLetters("");
          event.target.select();
        }}
        onBlur={close}
        onChange={(event) => setLetters(event.target.value)}
        onKeyDown={onKeyDown}
        autoComplete="off"
        spellCheck={false}
        data-testid={testid}
      />
      {letters !== null && items.length > 0 && (
        <div className="suggestions" id={listId} role="listbox" aria-label={label}>
          {items.map((item, index) => (
            // biome-ignore lint/a11y/useFocusableInteractive: the field keeps the focus; the list follows aria-activedescendant
            <div
              key={item.key}
              id={`${listId}-${index}`}
              role="option"
              aria-selected={index === active}
              onPointerDown={(event) => {
                event.preventDefault();
                pick(item);
              }}
              data-testid={`${testid}-option`}
            >
              <span>{item.label}</span>
              {item.detail && <small>{item.detail}</small>}
            </div>
          ))}
        </div>
      )}
      {letters !== null && found?.letters === letters && items.length === 0 && (
        <div className="suggestions" aria-live="polite">
          <p className="empty">{words.case.no_match}</p>
        </div>
      )}
    </div>
  );
}
