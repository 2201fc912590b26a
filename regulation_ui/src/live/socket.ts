/**
 * The live connection: subscribe, watch the heartbeat, notice gaps, come back with a jittered back-off.
 * `n` counts messages of this connection; a gap means that something was lost, so the screen subscribes again.
 */
import type { LiveEvent, ScreenMessage, Viewport } from "../wire";
import type { Link } from "./state";

export const SILENCE_LIMIT_MS = 9_000;
const FIRST_DELAY_MS = 400;
const LONGEST_DELAY_MS = 12_000;
/** Every third try goes by events: a server that only restarts is found again by websocket, a proxy that blocks it is passed by. */
const EVENTS_EVERY = 3;
/** The session has ended, the rights have changed. */
const UNAUTHORISED = new Set([4401, 4403]);

/** What carries the words: a websocket, or what stands for it. */
export interface Line {
  readonly readyState: number;
  onopen: (() => void) | null;
  onmessage: ((message: { data: string }) => void) | null;
  onclose: ((closed: { code: number }) => void) | null;
  send(text: string): void;
  close(): void;
}

export interface Wiring {
  /** `carrier`: by which means; a websocket unless twice in a row nothing was heard of it. */
  open: (carrier: Carrier) => Line;
  hear: (event: LiveEvent) => void;
  link: (link: Link) => void;
  /** The server may no longer know this session, or its rights: ask. */
  doubt: () => void;
}

/** Full jitter: anywhere between a floor and the doubled delay, so that a room's screens do not come back at once. */
export function backoffMs(attempt: number, random: number): number {
  const ceiling = Math.min(LONGEST_DELAY_MS, FIRST_DELAY_MS * 2 ** attempt);
  return FIRST_DELAY_MS / 2 + random * (ceiling - FIRST_DELAY_MS / 2);
}

/** How long nothing may be heard: two and a half beats, and never so long that the banner would take 10 s. */
export function silenceLimitMs(heartbeatS: number): number {
  return Math.min(SILENCE_LIMIT_MS, heartbeatS * 2500);
}

export type Carrier = "websocket" | "events";

/** By which means a try is made; `attempt` counts from 0 those since the screen was last live. */
export function carrierOf(attempt: number): Carrier {
  return attempt % EVENTS_EVERY === EVENTS_EVERY - 1 ? "events" : "websocket";
}

/** True when something between the last message and this one was lost. A snapshot or a beat after it starts a new count. */
export function isGap(last: number | null, event: LiveEvent): boolean {
  if (last === null) return false;
  return (event.type === "room" || event.type === "positions" || event.type === "heartbeat") && event.n > last + 1;
}

export class LiveSocket {
  private socket: Line | null = null;
  private attempt = 0;
  private last: number | null = null;
  private silenceMs = SILENCE_LIMIT_MS;
  private retry: ReturnType<typeof setTimeout> | undefined;
  private watch: ReturnType<typeof setTimeout> | undefined;
  private viewport: Viewport | null = null;
  private stopped = true;

  constructor(private readonly wiring: Wiring) {}

  start(): void {
    this.stopped = false;
    this.connect();
  }

  stop(): void {
    this.stopped = true;
    clearTimeout(this.retry);
    this.leave();
  }

  /** Try again now: the browser says the network is back. */
  hurry(): void {
    if (this.stopped || this.socket) return;
    clearTimeout(this.retry);
    this.connect();
  }

  look(viewport: Viewport): void {
    this.viewport = viewport;
    if (this.last !== null) this.say({ type: "look", viewport });
  }

  private connect(): void {
    const socket = this.wiring.open(carrierOf(this.attempt));
    this.socket = socket;
    this.last = null;
    this.listenFor(SILENCE_LIMIT_MS);
    socket.onopen = () => this.subscribe();
    socket.onmessage = (message) => this.hear(JSON.parse(String(message.data)) as LiveEvent);
    socket.onclose = (closed) => {
      if (this.socket !== socket) return;
      // A handshake refused for want of a session looks like a server away: no frame was ever heard.
      if (UNAUTHORISED.has(closed.code) || this.last === null) this.wiring.doubt();
      this.comeBack();
    };
  }

  private subscribe(): void {
    this.last = null;
    this.say({ type: "subscribe", topics: ["room", "positions"], viewport: this.viewport });
  }

  private hear(event: LiveEvent): void {
    if (event.type === "welcome") this.silenceMs = silenceLimitMs(event.heartbeat_s);
    this.listenFor(this.silenceMs);
    if (isGap(this.last, event)) {
      this.subscribe();
      return;
    }
    if ("n" in event) this.last = event.n;
    if (event.type === "heartbeat") this.say({ type: "pong", n: event.n, clock_at: new Date().toISOString() });
    if (event.type === "room_snapshot") {
      this.attempt = 0;
      this.wiring.link("live");
    }
    this.wiring.hear(event);
  }

  private say(message: ScreenMessage): void {
    if (this.socket?.readyState === 1) this.socket.send(JSON.stringify(message));
  }

  private listenFor(ms: number): void {
    clearTimeout(this.watch);
    this.watch = setTimeout(() => this.comeBack(), ms);
  }

  private comeBack(): void {
    this.leave();
    if (this.stopped) return;
    this.wiring.link("lost");
    this.retry = setTimeout(() => this.connect(), backoffMs(this.attempt, Math.random()));
    this.attempt += 1;
  }

  private leave(): void {
    clearTimeout(this.watch);
    const socket = this.socket;
    this.socket = null;
    this.last = null;
    socket?.close();
  }
}
