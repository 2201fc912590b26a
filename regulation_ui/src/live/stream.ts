/**
 * The live connection where no websocket comes through: the server's events on one long answer, what the screen says in requests of its own.
 * To the rest of the screen it looks like a websocket.
 */
import { call } from "../api/http";
import type { Line } from "./socket";

const OPEN = 1;
const CLOSED = 3;
/** As a websocket says of a connection that broke without a word. */
const BROKEN = 1006;

export class EventLine implements Line {
  readyState = 0;
  onopen: (() => void) | null = null;
  onmessage: ((message: { data: string }) => void) | null = null;
  onclose: ((closed: { code: number }) => void) | null = null;
  private number = "";
  /** What is said goes one after the other, in the order it was said. */
  private last: Promise<unknown> = Promise.resolve();
  private readonly source: EventSource;

  constructor(path: string) {
    this.source = new EventSource(`/api${path}`);
    this.source.addEventListener("opened", (event) => {
      this.number = String(event.data);
      this.readyState = OPEN;
      this.onopen?.();
    });
    this.source.addEventListener("message", (event) => this.onmessage?.({ data: String(event.data) }));
    this.source.addEventListener("close", (event) => this.end(Number(event.data)));
    this.source.addEventListener("error", () => this.end(BROKEN));
  }

  send(text: string): void {
    const said = JSON.parse(text) as unknown;
    this.last = this.last
      .then(() => this.readyState === OPEN && call("POST", `/live/stream/${this.number}`, said))
      .catch(() => this.end(BROKEN));
  }

  close(): void {
    this.readyState = CLOSED;
    this.source.close();
  }

  private end(code: number): void {
    if (this.readyState === CLOSED) return;
    this.close();
    this.onclose?.({ code });
  }
}
