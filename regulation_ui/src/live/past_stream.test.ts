import { describe, expect, it } from "vitest";
import type { PastEvent } from "../wire";
import { apply, domainNow } from "./apply";
import { roomShown } from "./past";
import { playPast } from "./past_stream";
import { aCall, aCase, aFix, at, NOON_MS } from "./sample";
import type { Carrier, Line } from "./socket";
import { emptyState } from "./state";

const BEGIN: PastEvent = { type: "past", centre_id: "caen", from_at: at(0), to_at: at(60), pace: 2 };
const BEAT: PastEvent = {
  type: "heartbeat",
  n: 1,
  server_at: at(0),
  domain_at: at(10),
  domain_rate: 2,
  tracker_age_s: null,
  clock_off_by_s: null,
};

class FakeLine implements Line {
  readyState = 1;
  onopen = null;
  onmessage: ((message: { data: string }) => void) | null = null;
  onclose: ((closed: { code: number }) => void) | null = null;
  closed = false;
  send = () => undefined;
  close = () => {
    this.closed = true;
  };
  say = (event: PastEvent) => this.onmessage?.({ data: JSON.stringify(event) });
}

function played() {
  const lines: [Carrier, FakeLine][] = [];
  const heard: PastEvent[] = [];
  const ended: boolean[] = [];
  const stop = playPast({
    open: (carrier) => {
      const line = new FakeLine();
      lines.push([carrier, line]);
      return line;
    },
    hear: (event) => heard.push(event),
    ended: (whole) => ended.push(whole),
  });
  const line = (number: number) => lines[number]?.[1] ?? new FakeLine();
  return { lines, heard, ended, stop, line };
}

describe("a stream of the past", () => {
  it("is heard to its end", () => {
    const { heard, ended, line } = played();
    for (const event of [BEGIN, BEAT, { type: "past_end", n: 2, at: at(60) } as const]) line(0).say(event);
    expect(heard.map((event) => event.type)).toEqual(["past", "heartbeat", "past_end"]);
    expect(ended).toEqual([true]);
    expect(line(0).closed).toBe(true);
  });

  it("shows nothing of a line that does not say it is the past", () => {
    const { heard, ended, line } = played();
    line(0).say(BEAT);
    expect([heard, ended, line(0).closed]).toEqual([[], [false], true]);
  });

  it("goes by events where the websocket is closed before a word, and once only", () => {
    const { lines, ended, line } = played();
    line(0).onclose?.({ code: 1006 });
    expect(lines.map(([carrier]) => carrier)).toEqual(["websocket", "events"]);
    line(1).onclose?.({ code: 1006 });
    expect([lines.length, ended]).toEqual([2, [false]]);
  });

  it("stops at a gap, and when it is told to", () => {
    const gap = played();
    for (const event of [BEGIN, { ...BEAT, n: 2 }]) gap.line(0).say(event);
    expect(gap.ended).toEqual([false]);
    const left = played();
    left.stop();
    left.line(0).say(BEGIN);
    expect([left.heard, left.ended, left.line(0).closed]).toEqual([[], [], true]);
  });
});

describe("the state of a stretch of the past", () => {
  const begun = apply(
    apply(emptyState("day", "fr"), { type: "answered", rows: { cases: [aCase({ version: 9 })] } }, 0),
    BEGIN,
    100,
  );

  it("keeps nothing known before, newer versions neither", () => {
    expect(begun.cases.size).toBe(0);
    const told = apply(
      begun,
      {
        type: "room",
        n: 1,
        cases: [aCase({ version: 1 })],
        calls: [],
        missions: [],
        vehicles: [],
        transfers: [],
        help_requests: [],
        gone: [],
      },
      200,
    );
    expect(told.cases.get("case-1")?.version).toBe(1);
  });

  it("goes at its pace, and stands at its end", () => {
    const welcome: PastEvent = {
      type: "welcome",
      server_at: at(500),
      domain_at: at(0),
      domain_rate: 2,
      heartbeat_s: 2,
    };
    const going = apply(apply(begun, welcome, 1000), { type: "tick" }, 11_000);
    expect(domainNow(going)).toBe(NOON_MS + 20_000);
    const over = apply(apply(going, { type: "past_end", n: 9, at: at(60) }, 31_000), { type: "tick" }, 99_000);
    expect([domainNow(over), over.replay?.over]).toEqual([NOON_MS + 60_000, true]);
  });

  it("remembers what had just happened, newest first, and is shown as a look is", () => {
    const fact = (second: number) => ({ at: at(second), kind: "call.rang", case_id: null, call_id: "call-1" });
    let state = begun;
    for (let n = 0; n < 10; n += 1)
      state = apply(state, { type: "past_facts", n, facts: [fact(2 * n), fact(2 * n + 1)] }, 0);
    state = apply(
      state,
      {
        type: "room_snapshot",
        n: 20,
        calls: [aCall()],
        cases: [],
        missions: [],
        vehicles: [],
        transfers: [],
        help_requests: [],
      },
      0,
    );
    state = apply(state, { type: "positions_snapshot", n: 21, positions: [aFix()] }, 0);
    const room = roomShown(state, "caen");
    expect(room.facts?.map((one) => one.at).slice(0, 2)).toEqual([at(19), at(18)]);
    expect([room.facts?.length, room.calls.length, room.positions.length]).toEqual([12, 1, 1]);
  });

  it("never touches the present", () => {
    const live = emptyState("day", "fr");
    expect(apply(live, { type: "past_end", n: 1, at: at(0) }, 0).clock).toBeNull();
    expect(apply(live, { type: "past_facts", n: 1, facts: [] }, 0).replay).toBeNull();
  });
});
