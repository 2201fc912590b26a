import { afterEach, beforeEach, expect, it, vi } from "vitest";
import type { LiveEvent } from "../wire";
import { NOON } from "./sample";
import { backoffMs, type Carrier, carrierOf, isGap, LiveSocket, SILENCE_LIMIT_MS, silenceLimitMs } from "./socket";
import type { Link } from "./state";

/** One end of a connection, spoken to by the test: what a browser's WebSocket looks like to the screen. */
class Line {
  readyState = 1;
  sent: string[] = [];
  onopen: (() => void) | null = null;
  onmessage: ((message: { data: string }) => void) | null = null;
  onclose: ((closed: { code: number }) => void) | null = null;
  send(text: string) {
    this.sent.push(text);
  }
  close() {
    this.readyState = 3;
  }
  says(event: LiveEvent) {
    this.onmessage?.({ data: JSON.stringify(event) });
  }
}

const snapshot: LiveEvent = {
  type: "room_snapshot",
  n: 1,
  calls: [],
  cases: [],
  missions: [],
  vehicles: [],
  transfers: [],
  help_requests: [],
};
const delta = (n: number): LiveEvent => ({ type: "positions", n, moved: [], gone: [] });
const beat = (n: number): LiveEvent => ({
  type: "heartbeat",
  n,
  server_at: NOON,
  domain_at: NOON,
  domain_rate: 1,
  tracker_age_s: 0,
  clock_off_by_s: null,
});

let lines: Line[];
let carriers: Carrier[];
let links: Link[];
let heard: LiveEvent[];
let doubts: number;
let socket: LiveSocket;
const line = (index: number): Line => {
  const found = lines[index];
  if (!found) throw new Error(`no connection ${index}`);
  return found;
};

beforeEach(() => {
  vi.useFakeTimers();
  lines = [];
  carriers = [];
  links = [];
  heard = [];
  doubts = 0;
  socket = new LiveSocket({
    open: (carrier) => {
      carriers.push(carrier);
      lines.push(new Line());
      return line(lines.length - 1);
    },
    hear: (event) => heard.push(event),
    link: (link) => links.push(link),
    doubt: () => {
      doubts += 1;
    },
  });
  socket.start();
  line(0).onopen?.();
});
afterEach(() => {
  socket.stop();
  vi.useRealTimers();
});

it("subscribes when the line opens, and is live with the first snapshot", () => {
  expect(line(0).sent).toEqual([JSON.stringify({ type: "subscribe", topics: ["room", "positions"], viewport: null })]);
  expect(links).toEqual([]);
  line(0).says(snapshot);
  expect(links).toEqual(["live"]);
});

it("answers heartbeats, with this machine's time", () => {
  vi.setSystemTime(NOON);
  line(0).says(snapshot);
  line(0).says(beat(2));
  expect(line(0).sent.at(-1)).toBe(JSON.stringify({ type: "pong", n: 2, clock_at: new Date(NOON).toISOString() }));
});

it("subscribes again on a gap, and does not apply what came after it", () => {
  line(0).says(snapshot);
  line(0).says(delta(4));
  expect(line(0).sent).toHaveLength(2);
  expect(JSON.parse(line(0).sent[1] ?? "{}")).toMatchObject({ type: "subscribe" });
  expect(heard).toEqual([snapshot]);
});

it("says it is not live within ten seconds of silence, and comes back", () => {
  line(0).says(snapshot);
  vi.advanceTimersByTime(SILENCE_LIMIT_MS);
  expect(links.at(-1)).toBe("lost");
  vi.advanceTimersByTime(60_000);
  expect(lines.length).toBeGreaterThan(1);
});

it("asks who we are when the server ends the session, not when the network breaks", () => {
  line(0).says(snapshot);
  line(0).onclose?.({ code: 1006 });
  expect(doubts).toBe(0);
  vi.advanceTimersByTime(1_000);
  line(1).onopen?.();
  line(1).says(snapshot);
  line(1).onclose?.({ code: 4401 });
  expect(doubts).toBe(1);
});

it("goes by events when websockets stay silent, and by websocket again once it was live", () => {
  for (const tried of [0, 1]) {
    line(tried).onclose?.({ code: 1006 });
    vi.advanceTimersByTime(1_000);
  }
  expect(carriers).toEqual(["websocket", "websocket", "events"]);
  line(2).onopen?.();
  line(2).says(snapshot);
  expect(links.at(-1)).toBe("live");
  line(2).onclose?.({ code: 1013 });
  vi.advanceTimersByTime(1_000);
  expect(carriers.at(-1)).toBe("websocket");
  expect([3, 4, 5].map(carrierOf)).toEqual(["websocket", "websocket", "events"]);
});

it("stays away once stopped", () => {
  socket.stop();
  vi.advanceTimersByTime(120_000);
  expect(lines).toHaveLength(1);
});

it("knows a gap from a continuation", () => {
  expect(isGap(null, delta(7))).toBe(false);
  expect(isGap(3, delta(4))).toBe(false);
  expect(isGap(3, delta(5))).toBe(true);
  expect(isGap(9, snapshot)).toBe(false);
});

it("waits longer each time, within bounds and never in step", () => {
  expect(backoffMs(0, 1)).toBe(400);
  expect(backoffMs(3, 0)).toBe(200);
  expect(backoffMs(3, 1)).toBe(3_200);
  expect(backoffMs(50, 1)).toBe(12_000);
  expect(silenceLimitMs(2)).toBe(5_000);
  expect(silenceLimitMs(60)).toBe(SILENCE_LIMIT_MS);
});
