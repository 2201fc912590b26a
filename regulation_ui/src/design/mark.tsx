/** Marks inside panels: vehicle, priority, caller. */
import { useWords } from "../i18n/words";
import type { VehicleStatus } from "../live/fleet";
import type { CallerState, Priority, VehicleType } from "../wire";
import { BOX, PLACES, type PlaceKind, SHAPES, SIGNS, statusColour } from "./marks";

interface VehicleMarkProps {
  type: VehicleType;
  status: VehicleStatus;
  stale?: boolean;
  size?: number;
}

export function VehicleMark({ type, status, stale = false, size = 18 }: VehicleMarkProps) {
  const words = useWords();
  const colour = `var(${statusColour(status)})`;
  const ink = stale ? colour : "var(--mark-ink)";
  return (
    <svg className="mark" width={size} height={size} viewBox={`0 0 ${BOX} ${BOX}`} role="img">
      <title>{`${words.vehicle.types[type]}, ${words.vehicle.statuses[status]}`}</title>
      <path
        d={SHAPES[type]}
        fill={stale ? "none" : colour}
        stroke={colour}
        strokeWidth={1.6}
        strokeDasharray={stale ? "3 2" : undefined}
      />
      <path
        d={SIGNS[status]}
        fill={status === "available" ? ink : "none"}
        stroke={ink}
        strokeWidth={2}
        strokeLinecap="round"
        strokeLinejoin="round"
      />
    </svg>
  );
}

/** A kind without a status, for legends. */
export function KindMark({ type, size = 18 }: { type: VehicleType; size?: number }) {
  return (
    <svg className="mark" width={size} height={size} viewBox={`0 0 ${BOX} ${BOX}`} aria-hidden="true">
      <path d={SHAPES[type]} fill="none" stroke="currentColor" strokeWidth={1.8} />
    </svg>
  );
}

/** A place, for legends. */
export function PlaceMark({ kind, size = 18 }: { kind: PlaceKind; size?: number }) {
  const { frame, sign } = PLACES[kind];
  return (
    <svg className="mark" width={size} height={size} viewBox={`0 0 ${BOX} ${BOX}`} aria-hidden="true">
      <path d={`${frame}${sign}`} fill="none" stroke="var(--map-facility)" strokeWidth={1.6} strokeLinecap="round" />
    </svg>
  );
}

export function PriorityChip({ priority, wide = false }: { priority: Priority; wide?: boolean }) {
  const words = useWords();
  return (
    <span className={`priority ${priority.toLowerCase()}`} title={words.priority[priority]}>
      {priority}
      {wide && <span className="priority-words">{words.priority[priority]}</span>}
    </span>
  );
}

const CALLER_SIGNS: Record<CallerState, string> = {
  ON_LINE: "M3 4.5c0 5 3.5 8.5 8.5 8.5l1.5-2.6-3-1.7-1.3 1.1a8 8 0 0 1-2.5-2.5L7.3 6 5.6 3Z",
  ON_HOLD: "M5 3.5v9M11 3.5v9",
  HUNG_UP: "M4 4l8 8M12 4l-8 8",
  TO_CALL_BACK: "M12.5 8a4.5 4.5 0 1 1-1.6-3.4M12.5 2.5v3h-3",
};

export function CallerSign({ caller }: { caller: CallerState }) {
  const words = useWords();
  return (
    <span className={`caller ${caller.toLowerCase()}`}>
      <svg width={14} height={14} viewBox="0 0 16 16" aria-hidden="true">
        <path d={CALLER_SIGNS[caller]} />
      </svg>
      {words.caller[caller]}
    </span>
  );
}
