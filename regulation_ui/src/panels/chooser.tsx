/** A list and the button that carries out its choice: moving through a closed list with the arrows does nothing yet. */
import { useState } from "react";

interface Props {
  options: readonly { value: string; label: string }[];
  /** What the list says. */
  label: string;
  /** What the button says. */
  verb: string;
  /** What holds already, to which the list goes back: choosing it does nothing. Absent: the first option is as good as any. */
  held?: string;
  onChoose: (value: string) => void;
  listId: string;
  testid: string;
}

/** The list begins anew when what holds changes under it. */
export function Chooser(props: Props) {
  return <Choice key={props.held} {...props} />;
}

function Choice({ options, label, verb, held, onChoose, listId, testid }: Props) {
  const [value, setValue] = useState(held ?? options[0]?.value);
  return (
    <span className="chooser">
      <select value={value} aria-label={label} onChange={(event) => setValue(event.target.value)} data-testid={listId}>
        {options.map((one) => (
          <option key={one.value} value={one.value}>
            {one.label}
          </option>
        ))}
      </select>
      <button
        type="button"
        className="button"
        disabled={value === undefined || value === held}
        onClick={(event) => {
          // The keys are the room's again.
          event.currentTarget.blur();
          if (value !== undefined) onChoose(value);
        }}
        data-testid={testid}
      >
        {verb}
      </button>
    </span>
  );
}
