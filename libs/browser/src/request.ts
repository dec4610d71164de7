import type { Problem } from '@saoma/protocol';
import type { Clock } from './clock.js';
import { LoginProblem } from './login-problem.js';

/** What the client needs of its surroundings. */
export interface Surroundings {
  readonly fetch: typeof fetch;
  readonly webSocket: typeof WebSocket;
  readonly clock: Clock;
}

/** Long enough for a slow mobile network, short enough to notice a dead one while the person still looks. */
const ANSWER_MS = 8_000;

interface Request {
  readonly method: 'GET' | 'POST';
  readonly headers?: Readonly<Record<string, string>>;
  readonly body?: unknown;
  readonly credentials: RequestCredentials;
  /** How long the other side may hold the answer back on purpose. */
  readonly waitMs?: number;
  /** Lets the request outlive the page. */
  readonly keepalive?: boolean;
  readonly signal: AbortSignal;
}

/**
 * Sends a request and reads the JSON of a successful answer.
 * @throws LoginProblem what the other side said, or `unreachable`, or `bad_answer`
 */
export async function request(around: Surroundings, url: string, what: Request): Promise<unknown> {
  const { signal, waitMs = 0, body, headers = {} } = what;
  const own = new AbortController();
  const abort = (): void => {
    own.abort();
  };
  const callOff = around.clock.after(waitMs + ANSWER_MS, abort);
  signal.addEventListener('abort', abort);
  if (signal.aborted) abort();
  try {
    const { fetch } = around;
    const answer = await fetch(url, {
      method: what.method,
      headers: {
        Accept: 'application/json',
        ...(body === undefined ? {} : { 'Content-Type': 'application/json' }),
        ...headers,
      },
      ...(body === undefined ? {} : { body: JSON.stringify(body) }),
      credentials: what.credentials,
      keepalive: what.keepalive ?? false,
      cache: 'no-store',
      signal: own.signal,
    });
    // The body may stall as well as the head, so it is read within the same time.
    const text = await answer.text();
    if (!answer.ok) throw problemOf(answer, parseJson(text));
    return parseJson(text);
  } catch (cause) {
    throw cause instanceof LoginProblem ? cause : new LoginProblem('unreachable', { cause });
  } finally {
    callOff();
    signal.removeEventListener('abort', abort);
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

function problemOf(answer: Response, body: unknown): LoginProblem {
  const { status } = answer;
  const facts = { status, retryAfterMs: retryAfterMs(answer.headers.get('Retry-After')) };
  const { code, detail, tries_left } = (body ?? {}) as Partial<Problem>;
  if (typeof code === 'string') return new LoginProblem(code, { ...facts, detail, triesLeft: tries_left });
  // Whatever stands between us and the broker answers in its own words; only its status can be understood.
  return new LoginProblem(status === 429 || status >= 500 ? 'unreachable' : 'bad_answer', facts);
}

/** Seconds only: the other form is a date, and the clock of this computer may be wrong (RFC 9110 §10.2.3). */
function retryAfterMs(header: string | null): number {
  return header !== null && /^\d{1,6}$/.test(header) ? Number(header) * 1_000 : 0;
}
