/** One labelled field of a form; what is typed in a password's is never shown. */
import { useEffect, useRef } from "react";

interface Props {
  label: string;
  value: string;
  onChange: (value: string) => void;
  autoComplete: string;
  id: string;
  hint?: string;
  optional?: boolean;
  /** Takes the keyboard when it appears. */
  focused?: boolean;
}

export function Field({ label, value, onChange, autoComplete, id, hint, optional, focused }: Props) {
  const input = useRef<HTMLInputElement>(null);
  useEffect(() => {
    if (focused) input.current?.focus();
  }, [focused]);
  return (
    <label>
      {label}
      <input
        ref={input}
        type={autoComplete.endsWith("password") ? "password" : "text"}
        value={value}
        onChange={(event) => onChange(event.target.value)}
        autoComplete={autoComplete}
        required={!optional}
        data-testid={id}
      />
      {hint && <small className="dim">{hint}</small>}
    </label>
  );
}
