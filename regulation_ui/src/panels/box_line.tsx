/** One box of the park: where it is, how it is, and what its manager may do with it. */
import { useState } from "react";
import { renewBox, revokeBox } from "../api/boxes";
import { useWords } from "../i18n/words";
import { roughSpan } from "../live/age";
import { domainNow } from "../live/apply";
import { useMay, useSelect } from "../live/store";
import type { BoxCandidate, BoxView, NewCredential } from "../wire";
import { BoxPlace } from "./box_place";
import { BoxRefusals } from "./box_refusals";

/** A box that sends presence only says so every minute. */
const SILENT_MS = 120_000;
/** Less is the network's. */
const OFF_S = 5;

interface Props {
  box: BoxView;
  free: BoxCandidate[];
  onChange: (work: () => Promise<unknown>) => Promise<boolean>;
  onTell: (work: () => Promise<NewCredential>) => Promise<boolean>;
}

export function BoxLine({ box, free, onChange, onTell }: Props) {
  const words = useWords().boxes;
  const may = useMay();
  const [open, setOpen] = useState<"" | "manage" | "refused">("");
  const state = useBoxState(box);
  const toggle = (what: "manage" | "refused") => setOpen(open === what ? "" : what);
  return (
    <li data-testid="box" data-name={box.name} className={box.active ? "" : "closed"}>
      <span>
        <strong>{box.name}</strong> <small>{[box.call_sign, box.company].filter(Boolean).join(" · ")}</small>
        <small className="dim">{state.join(" · ")}</small>
      </span>
      <div className="row">
        <button
          type="button"
          className="button"
          aria-expanded={open === "refused"}
          onClick={() => toggle("refused")}
          data-testid="box-refused"
        >
          {words.refusals(box.refused)}
        </button>
        {may("box.manage") && box.stock !== "RETIRED" && (
          <button
            type="button"
            className="button"
            aria-expanded={open === "manage"}
            onClick={() => toggle("manage")}
            aria-label={words.of(words.manage, box.name)}
            data-testid="box-manage"
          >
            {words.manage}
          </button>
        )}
        {may("box.revoke") && box.active && (
          <button
            type="button"
            className="button danger"
            onClick={() => void onChange(() => revokeBox(box.id))}
            aria-label={words.of(words.revoke, box.name)}
            data-testid="box-revoke"
          >
            {words.revoke}
          </button>
        )}
      </div>
      {open === "refused" && <BoxRefusals box={box} />}
      {open === "manage" && (
        <div className="box-manage">
          <div className="row">
            <button type="button" className="button" onClick={() => void onTell(() => renewBox(box.id, false))}>
              {words.renew}
            </button>
            <button type="button" className="button danger" onClick={() => void onTell(() => renewBox(box.id, true))}>
              {words.renew_at_once}
            </button>
          </div>
          <BoxPlace box={box} free={free} onChange={onChange} />
        </div>
      )}
    </li>
  );
}

/** What is said of a box, the worst first. */
function useBoxState(box: BoxView): string[] {
  const { boxes: words, day } = useWords();
  const heard = useSelect((state) => {
    const now = domainNow(state);
    if (box.heard_at === null || box.heard_at === undefined) return words.never;
    if (now === null) return "";
    const silentMs = now - Date.parse(box.heard_at);
    const span = roughSpan(silentMs, day);
    return silentMs > SILENT_MS ? words.silent(span) : words.heard(span);
  });
  const ahead = Math.round(box.clock_ahead_s ?? 0);
  return [
    box.active ? "" : words.revoked,
    words.stock[box.stock],
    heard,
    box.online === false ? words.offline : "",
    box.queue_length ? words.queue(box.queue_length) : "",
    ahead > OFF_S ? words.ahead(ahead) : ahead < -OFF_S ? words.behind(-ahead) : "",
    box.battery_percent == null ? "" : words.battery(Math.round(box.battery_percent)),
    box.firmware ? words.firmware(box.firmware) : "",
    box.certificates > 0 ? words.certificates(box.certificates) : "",
  ].filter(Boolean);
}
