/** Spans of time as a room reads them: short, fixed width, never more precise than useful. */

/** "0:07", "12:40", "1 h 05": for waits that count by the second at first. */
export function clockSpan(ms: number): string {
  const seconds = Math.max(0, Math.floor(ms / 1000));
  const hours = Math.floor(seconds / 3600);
  const minutes = Math.floor((seconds % 3600) / 60);
  if (hours > 0) return `${hours} h ${pad(minutes)}`;
  return `${minutes}:${pad(seconds % 60)}`;
}

/** "12 s", "4 min", "2 h", "10 j": for ages. `day`: the language's sign for days. */
export function roughSpan(ms: number, day: string): string {
  const seconds = Math.max(0, Math.floor(ms / 1000));
  if (seconds < 60) return `${seconds} s`;
  if (seconds < 7200) return `${Math.floor(seconds / 60)} min`;
  return seconds < 172_800 ? `${Math.floor(seconds / 3600)} h` : `${Math.floor(seconds / 86_400)} ${day}`;
}

export function timeOfDay(ms: number, timeZone: string, seconds = false): string {
  return new Intl.DateTimeFormat("fr-FR", {
    hour: "2-digit",
    minute: "2-digit",
    ...(seconds ? { second: "2-digit" } : {}),
    timeZone,
  }).format(ms);
}

/** Metres as a regulator says them: "850 m", "4,2 km", "38 km". */
export function distance(metres: number, locale: string): string {
  if (metres < 1000) return `${Math.round(metres / 10) * 10} m`;
  const digits = metres < 10_000 ? 1 : 0;
  return `${(metres / 1000).toLocaleString(locale, { minimumFractionDigits: digits, maximumFractionDigits: digits })} km`;
}

function pad(value: number): string {
  return String(value).padStart(2, "0");
}
