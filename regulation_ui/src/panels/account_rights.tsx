/** The rights of an account, within what its manager may give: take one away, add one, save. */
import { useState } from "react";
import { useWords } from "../i18n/words";
import type { PlaceChoice, RightEntry, RightView, Role } from "../wire";
import { instantOf, wallTime } from "./paris";

interface Props {
  rights: RightView[];
  choices: PlaceChoice[];
  onSave: (rights: RightEntry[]) => void;
}

export function RightsEditor({ rights, choices, onSave }: Props) {
  const words = useWords();
  const { manage } = words.people;
  const [kept, setKept] = useState<RightView[]>(rights);
  const told = (right: RightView) => `${words.roles[right.role]}, ${right.centre}`;
  return (
    <div className="rights">
      <ul>
        {kept.map((right) => (
          <li key={right.centre_id + right.role}>
            {told(right)}
            <Shift
              right={right}
              onChange={(shift) => setKept(kept.map((one) => (one === right ? { ...one, ...shift } : one)))}
            />
            <button
              type="button"
              className="button quiet"
              aria-label={manage.remove(told(right))}
              onClick={() => setKept(kept.filter((one) => one !== right))}
            >
              ×
            </button>
          </li>
        ))}
      </ul>
      <RightPicker
        choices={choices}
        onPick={(right) =>
          setKept([...kept.filter((one) => one.centre_id !== right.centre_id || one.role !== right.role), right])
        }
      />
      <button
        type="button"
        className="button primary"
        disabled={kept.length === 0}
        onClick={() => onSave(kept.map(({ centre, ...right }) => right))}
      >
        {manage.save}
      </button>
    </div>
  );
}

/** When a right begins and ends, by the region's clock; empty: for good. */
function Shift({ right, onChange }: { right: RightView; onChange: (shift: Partial<RightView>) => void }) {
  const { manage } = useWords().people;
  const field = (name: "from_at" | "to_at", label: string) => (
    <label>
      {label}
      <input
        type="datetime-local"
        value={right[name] ? wallTime(right[name]) : ""}
        onChange={(event) => onChange({ [name]: event.target.value ? instantOf(event.target.value) : null })}
        data-testid={`shift-${name}`}
      />
    </label>
  );
  return (
    <span className="row">
      {field("from_at", manage.shift_from)}
      {field("to_at", manage.shift_to)}
    </span>
  );
}

/** A centre and one of the roles to give there. */
export function RightPicker({ choices, onPick }: { choices: PlaceChoice[]; onPick: (right: RightView) => void }) {
  const words = useWords();
  const { manage } = words.people;
  const [centreId, setCentreId] = useState(choices[0]?.id ?? "");
  const centre = choices.find((one) => one.id === centreId) ?? choices[0];
  const [chosen, setChosen] = useState<Role | null>(null);
  if (!centre) return null;
  const role = chosen && centre.roles.includes(chosen) ? chosen : centre.roles[0];
  return (
    <div className="row">
      <label>
        {manage.centre}
        <select value={centre.id} onChange={(event) => setCentreId(event.target.value)} data-testid="centre">
          {choices.map((one) => (
            <option key={one.id} value={one.id}>
              {one.name}
            </option>
          ))}
        </select>
      </label>
      <label>
        {manage.role}
        <select value={role} onChange={(event) => setChosen(event.target.value as Role)} data-testid="role">
          {centre.roles.map((one) => (
            <option key={one} value={one}>
              {words.roles[one]}
            </option>
          ))}
        </select>
      </label>
      <button
        type="button"
        className="button"
        onClick={() => role && onPick({ centre_id: centre.id, centre: centre.name, role, held_at: null })}
        data-testid="add-right"
      >
        {manage.add}
      </button>
    </div>
  );
}
