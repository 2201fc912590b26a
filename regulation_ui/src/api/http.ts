/** REST calls: JSON in and out, the CSRF header, one idempotency key per command, problem+json as an error. */

const TIMEOUT_MS = 8_000;

export class ProblemError extends Error {
  constructor(
    readonly status: number,
    readonly title: string,
    readonly detail: string,
    readonly current: unknown = undefined,
    readonly path: string | null = null,
    /** The last part of the problem's type: `second-factor-needed`. */
    readonly code: string | null = null,
    /** The one-time link a refusal may carry. */
    readonly link: string | null = null,
  ) {
    super(`${status} ${title}`);
  }

  /** No answer at all: the network or the server is away. */
  get unreachable(): boolean {
    return this.status === 0;
  }
}

type Method = "GET" | "POST" | "PATCH" | "PUT" | "DELETE";

let csrf: string | null = null;

/** The value told when the session was opened, sent back on every change. */
export function setCsrf(value: string | null): void {
  csrf = value;
}

/**
 * A command that got no answer is sent once more under the same key: done once, whatever became of the first.
 * Raises: ProblemError, with status 0 when nothing answered.
 */
export async function call<Answer>(
  method: Method,
  path: string,
  body?: unknown,
  timeoutMs = TIMEOUT_MS,
): Promise<Answer> {
  const headers: Record<string, string> = { Accept: "application/json" };
  if (body !== undefined) headers["Content-Type"] = "application/json";
  if (method !== "GET") {
    headers["Idempotency-Key"] = key();
    if (csrf) headers["X-CSRF-Token"] = csrf;
  }
  const request: RequestInit = { method, headers, credentials: "same-origin" };
  if (body !== undefined) request.body = JSON.stringify(body);
  const told = await reach(`/api${path}`, request, timeoutMs).catch(() =>
    reach(`/api${path}`, request, timeoutMs).catch(silent),
  );
  if (!told.ok) throw problem(told.status, told.text);
  return (told.text ? JSON.parse(told.text) : null) as Answer;
}

interface Told {
  ok: boolean;
  status: number;
  text: string;
}

/** The whole answer in time: a body that stops half way is no answer. */
async function reach(url: string, request: RequestInit, timeoutMs: number): Promise<Told> {
  const answer = await fetch(url, { ...request, signal: AbortSignal.timeout(timeoutMs) });
  return { ok: answer.ok, status: answer.status, text: await answer.text() };
}

function silent(cause: unknown): never {
  throw new ProblemError(0, "unreachable", cause instanceof Error ? cause.message : String(cause));
}

interface Refusal {
  type?: string;
  title?: string;
  detail?: string;
  current?: unknown;
  path?: string;
  link?: string;
}

function problem(status: number, text: string): ProblemError {
  try {
    const { type, title, detail = "", current, path = null, link = null } = JSON.parse(text) as Refusal;
    const code = type?.split(":").pop() ?? null;
    return new ProblemError(status, title ?? String(status), detail, current, path, code, link);
  } catch {
    return new ProblemError(status, String(status), "");
  }
}

/** 128 random bits; `crypto.randomUUID` exists only on secure origins. */
function key(): string {
  return [...crypto.getRandomValues(new Uint8Array(16))].map((byte) => byte.toString(16).padStart(2, "0")).join("");
}
