/**
 * A minute of the past as the server sends it: by websocket, and by events where none comes through. It says first that it is the past;
 * anything else before that is not shown.
 */
import type { PastEvent } from "../wire";
import type { Carrier, Line } from "./socket";

export interface PastWiring {
  open: (carrier: Carrier) => Line;
  hear: (event: PastEvent) => void;
  /** No more comes. `whole`: the stretch was shown to its end. */
  ended: (whole: boolean) => void;
}

/** Plays it; gives what stops it. */
export function playPast(wiring: PastWiring): () => void {
  let line: Line | null = null;
  let begun = false;
  let last = 0;
  const finish = (whole: boolean) => {
    const open = line;
    line = null;
    open?.close();
    if (open) wiring.ended(whole);
  };
  const hear = (event: PastEvent) => {
    if (event.type === "past") begun = true;
    if (!begun) return finish(false);
    if ("n" in event) {
      if (event.n !== last + 1) return finish(false);
      last = event.n;
    }
    wiring.hear(event);
    if (event.type === "past_end") finish(true);
  };
  const connect = (carrier: Carrier) => {
    const opened = wiring.open(carrier);
    line = opened;
    opened.onmessage = (message) => line === opened && hear(JSON.parse(String(message.data)) as PastEvent);
    opened.onclose = () => {
      if (line !== opened) return;
      if (!begun && carrier === "websocket") connect("events");
      else finish(false);
    };
  };
  connect("websocket");
  return () => {
    const open = line;
    line = null;
    open?.close();
  };
}
