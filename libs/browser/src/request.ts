import type { Problem } from '@saoma/protocol';
import type { Clock } from './clock.js';
import { LoginProblem } from './login-problem.js';
import type { PageKey } from './page-key.js';

/** What the client needs of its surroundings. */
export interface Surroundings {
  readonly fetch: typeof fetch;
  readonly webSocket: typeof WebSocket;
  readonly clock: Clock;
  /** Where the page has one. */
  readonly key?: PageKey | undefined;
}

/** Long enough for a slow mobile network, short enough to notice a dead one while the person still looks. */
const ANSWER_MS = 8_000;

export interface Request {
  readonly signal: AbortSignal;
  readonly headers?: Readonly<Record<string, string>>;
  /** Sent by POST, and even if the page is left meanwhile. Without it the request is a GET. */
  readonly body?: object;
  readonly credentials?: RequestCredentials;
  /** How long the other side may hold the answer back on purpose. */
  readonly waitMs?: number;
  /** Gets the nonce that the next proof is to name (RFC 9449 §8.2). */
  readonly onNonce?: (nonce: string) => void;
  /** What to make of an answer that is a success; `renew` gives it so much more time. Default: its JSON. */
  readonly read?: (answer: Response, renew: (ms: number) => void) => Promise<unknown>;
}

/**
 * Sends a request and reads its answer, all of it in time: the body may stall as well as the head.
 * @throws LoginProblem what the broker said; else `unreachable`, or `bad_answer` where somebody else refused
 */
export async function request(
  { fetch, clock }: Surroundings,
  url: string,
  { signal, headers, body, credentials = 'omit', waitMs = 0, onNonce, read = readJson }: Request,
): Promise<unknown> {
  const own = new AbortController();
  const abort = (): void => {
    own.abort();
  };
  // Not every `fetch` lets go of what it was reading when it is told to.
  const aborted = new Promise<never>((_, reject) => {
    own.signal.addEventListener('abort', reject);
  });
  let callOff = (): void => undefined;
  const renew = (ms: number): void => {
    callOff();
    callOff = clock.after(ms, abort);
  };
  const ask = async (): Promise<unknown> => {
    const answer = await fetch(url, {
      ...(body && { method: 'POST', body: JSON.stringify(body), keepalive: true }),
      headers: { Accept: 'application/json', ...(body && { 'Content-Type': 'application/json' }), ...headers },
      credentials,
      cache: 'no-store',
      signal: own.signal,
    });
    const nonce = answer.headers.get('DPoP-Nonce');
    if (nonce) onNonce?.(nonce);
    if (!answer.ok) throw problemOf(answer, await readJson(answer));
    return read(answer, (ms) => {
      if (!own.signal.aborted) renew(ms);
    });
  };
  renew(waitMs + ANSWER_MS);
  signal.addEventListener('abort', abort);
  if (signal.aborted) abort();
  try {
    return await Promise.race([ask(), aborted]);
  } catch (cause) {
    throw cause instanceof LoginProblem ? cause : new LoginProblem('unreachable', { cause });
  } finally {
    callOff();
    signal.removeEventListener('abort', abort);
    // Whatever was not read is not wanted.
    abort();
  }
}

/** The value of a JSON text; `undefined` when it is none. */
export function parseJson(text: string): unknown {
  try {
    return JSON.parse(text);
  } catch {
    return undefined;
  }
}

async function readJson(answer: Response): Promise<unknown> {
  return parseJson(await answer.text());
}

function problemOf({ status, headers }: Response, body: unknown): LoginProblem {
  // Seconds only: the other form is a date, and the clock of this computer may be wrong (RFC 9110 §10.2.3).
  const [seconds = '0'] = /^\d{1,6}$/.exec(headers.get('Retry-After') ?? '') ?? [];
  const {
    type,
    code,
    detail,
    tries_left: triesLeft,
    retry_after_ms: retryAfterMs = Number(seconds) * 1_000,
  } = (body ?? {}) as Partial<Problem>;
  const facts = { status, retryAfterMs, detail, triesLeft };
  // Whatever stands between us and the broker answers in its own words, which may name a code as well; only its status
  // can be understood.
  if (code && String(type).endsWith(`/problems/${code}`)) return new LoginProblem(code, facts);
  return new LoginProblem(status === 429 || status >= 500 ? 'unreachable' : 'bad_answer', facts);
}
