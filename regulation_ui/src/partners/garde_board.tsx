/** The table of garde: who holds each line of each sector, now and next. */
import { useState } from "react";
import { useWords } from "../i18n/words";
import { useNow } from "../live/store";
import { useTime } from "../panels/use_time";
import type { GardeLine } from "../wire";

export function GardeBoard({ lines }: { lines: GardeLine[] }) {
  const words = useWords().partners.coordination;
  const now = useNow();
  const time = useTime();
  const [sector, setSector] = useState("");
  const [onlyNow, setOnlyNow] = useState(true);
  const sectors = [...new Set(lines.map((line) => line.sector_code))].sort();
  const holds = (line: GardeLine) => Date.parse(line.from_at) <= now && now < Date.parse(line.to_at);
  const shown = lines.filter((line) => (sector === "" || line.sector_code === sector) && (!onlyNow || holds(line)));
  return (
    <section className="panel-page garde" data-testid="garde">
      <h3>{words.garde}</h3>
      <div className="acts">
        <select aria-label={words.sector} value={sector} onChange={(event) => setSector(event.target.value)}>
          <option value="">{words.all_sectors}</option>
          {sectors.map((code) => (
            <option key={code} value={code}>
              {code}
            </option>
          ))}
        </select>
        <label className="check">
          <input type="checkbox" checked={onlyNow} onChange={(event) => setOnlyNow(event.target.checked)} />
          {words.only_now}
        </label>
      </div>
      {shown.length === 0 && <p className="empty">{words.garde_none}</p>}
      <ul className="garde-lines">
        {shown.map((line) => (
          <li key={`${line.sector_code}${line.line}${line.from_at}`} className={holds(line) ? "holds" : "dim"}>
            <span>{`${line.sector_code} · ${line.line}`}</span>
            <strong>{line.call_sign}</strong>
            <small className="dim">{line.organisation}</small>
            <span>{words.from_to(time(line.from_at), time(line.to_at))}</span>
          </li>
        ))}
      </ul>
    </section>
  );
}
