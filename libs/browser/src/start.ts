import type { StartAnswer, StartRequest } from '@saoma/protocol';
import { LoginProblem } from './login-problem.js';
import { request, type Surroundings } from './request.js';

/** How a session begins. Called once for every new code. */
export type Start = (around: Surroundings, signal: AbortSignal) => Promise<unknown>;

/**
 * The usual start: the portal's own endpoint makes state, nonce and PKCE verifier, ties them to its cookie, starts
 * the session at the broker and hands the broker's answer through. It is sent `{"desktop_jkt": "…"}` by POST, the
 * thumbprint of the page's key, to be handed to the broker; `{}` where the page has none.
 * @param url of the same origin as the page: its cookies go with it
 */
export function startAt(url: string): Start {
  return (around, signal) => request(around, url, { body: keyOf(around), credentials: 'same-origin', signal });
}

/**
 * The weaker start, without a backend: the page asks the broker by itself, with its `Origin` as the only proof. The
 * verifier is made and kept by the caller, so whoever can run script in the page can read it.
 * @param broker origin of the broker: `https://pass.example.cn`
 */
export function startDirectly(broker: string, body: StartRequest): Start {
  return (around, signal) =>
    request(around, new URL('/v1/sessions', broker).href, { body: { ...keyOf(around), ...body }, signal });
}

const keyOf = ({ key }: Surroundings): Pick<StartRequest, 'desktop_jkt'> => (key ? { desktop_jkt: key.jkt } : {});

/**
 * Checks what a start answered, because it passed through a portal's own code.
 * @throws LoginProblem `bad_answer` when it is not the broker's answer
 */
export function readStartAnswer(answer: unknown): StartAnswer {
  const { session_id, desktop_token, events_uri, expires_in_ms, qr, socket, apps } = (answer ??
    {}) as Partial<StartAnswer>;
  const texts = [session_id, desktop_token, events_uri, qr?.url, qr?.frame_key, socket?.url, socket?.path];
  const numbers = [expires_in_ms, qr?.elapsed_ms];
  const isOurs = texts.every((text) => typeof text === 'string') && numbers.every(Number.isFinite);
  if (!isOurs || !Array.isArray(apps)) {
    throw new LoginProblem('bad_answer', { detail: 'the start did not answer with a session' });
  }
  return answer as StartAnswer;
}
