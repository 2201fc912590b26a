import { afterEach, beforeEach, expect, it, vi } from "vitest";
import { EventLine } from "./stream";

/** What the browser's EventSource looks like, spoken to by the test. */
class Source extends EventTarget {
  static opened: Source[] = [];
  closed = false;
  constructor(readonly url: string) {
    super();
    Source.opened.push(this);
  }
  close() {
    this.closed = true;
  }
  says(kind: string, data: string) {
    this.dispatchEvent(new MessageEvent(kind, { data }));
  }
}

let posted: [string, unknown][];
let answers: number[];
let line: EventLine;
let source: Source;
let closes: number[];

beforeEach(() => {
  Source.opened = [];
  posted = [];
  answers = [];
  closes = [];
  vi.stubGlobal("EventSource", Source);
  vi.stubGlobal("fetch", async (url: string, request: RequestInit) => {
    posted.push([url, JSON.parse(String(request.body))]);
    return new Response(null, { status: answers.shift() ?? 204 });
  });
  line = new EventLine("/live/stream");
  line.onclose = ({ code }) => closes.push(code);
  const [opened] = Source.opened;
  if (!opened) throw new Error("nothing was opened");
  source = opened;
});
afterEach(() => vi.unstubAllGlobals());

it("opens when the server tells its number, and says things with it, in order", async () => {
  const opened = vi.fn();
  line.onopen = opened;
  expect([source.url, line.readyState]).toEqual(["/api/live/stream", 0]);
  source.says("opened", "n-1");
  expect(opened).toHaveBeenCalledOnce();
  line.send('{"type":"pong","n":1}');
  line.send('{"type":"pong","n":2}');
  await vi.waitFor(() => expect(posted).toHaveLength(2));
  expect(posted).toEqual([
    ["/api/live/stream/n-1", { type: "pong", n: 1 }],
    ["/api/live/stream/n-1", { type: "pong", n: 2 }],
  ]);
});

it("hands over frames, and the code the server closes with", () => {
  const heard: string[] = [];
  line.onmessage = ({ data }) => heard.push(data);
  source.says("opened", "n-1");
  source.says("message", '{"type":"welcome"}');
  source.says("close", "4401");
  expect(heard).toEqual(['{"type":"welcome"}']);
  expect([closes, source.closed, line.readyState]).toEqual([[4401], true, 3]);
});

it("is broken once: by the network, or by a word the server does not take", async () => {
  source.says("opened", "n-1");
  answers = [404];
  line.send('{"type":"pong","n":1}');
  await vi.waitFor(() => expect(closes).toEqual([1006]));
  source.dispatchEvent(new Event("error"));
  expect(closes).toEqual([1006]);
});
