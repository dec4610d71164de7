import type { SessionMessage, StartAnswer } from '@saoma/protocol';
import { backoffMs, type Clock, pause } from './clock.js';
import { LoginProblem } from './login-problem.js';
import { request, type Request, type Surroundings } from './request.js';

const CANCEL_TRIES = 3;

/** Calls the broker about one session. `path` follows the session's own address: `/extend`, `?wait_ms=0&rev=1`. */
export type SessionCall = (path: string, what: Request) => Promise<unknown>;

/** The calls of a waiting page, each proved by its desktop token and, where it has one, by its key. */
export function callerOf(around: Surroundings, answer: StartAnswer): SessionCall {
  const { events_uri, desktop_token: token, socket } = answer;
  const { href } = new URL(events_uri, socket.url.replace(/^ws/, 'http'));
  const uri = href.replace(/\/events$/, '');
  let nonce = answer.dpop_nonce;
  const onNonce = (next: string): void => {
    nonce = next;
  };
  const call = async (path: string, what: Request): Promise<unknown> => {
    const [htu = ''] = (uri + path).split('?');
    const proof = await around.key?.proof({ htm: what.body ? 'POST' : 'GET', htu, nonce }, token);
    const headers = { ...what.headers, Authorization: `Bearer ${token}`, ...(proof && { DPoP: proof }) };
    return request(around, uri + path, { ...what, headers, onNonce });
  };
  return (path, what) =>
    call(path, what).catch((problem: unknown) => {
      // The one to name came with the refusal.
      if ((problem as LoginProblem).code === 'use_dpop_nonce') return call(path, what);
      throw problem;
    });
}

/** Ends a session that nobody here waits for any more, and lets it run out where that does not succeed. */
export async function cancelAtBroker(call: SessionCall, clock: Clock): Promise<void> {
  const { signal } = new AbortController();
  for (let tries = 1; tries <= CANCEL_TRIES; tries += 1) {
    try {
      await call('/cancel', { body: {}, signal });
      return;
    } catch (problem) {
      if (!(problem instanceof LoginProblem) || problem.retry !== 'same_request') return;
      await pause(clock, Math.max(problem.quietMs, backoffMs(tries)), signal);
    }
  }
}

/** A session's message, if this is one and of this session. */
export function readMessage(value: unknown, sessionId: string): SessionMessage | undefined {
  const { session_id, rev, state, expires_in_ms } = (value ?? {}) as Partial<SessionMessage>;
  const isOurs = session_id === sessionId && typeof state === 'string';
  return isOurs && Number.isInteger(rev) && Number.isFinite(expires_in_ms) ? (value as SessionMessage) : undefined;
}
