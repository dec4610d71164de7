import type { SessionMessage, StartAnswer } from '@saoma/protocol';
import { LoginProblem } from './login-problem.js';
import { request, type Surroundings } from './request.js';

/** The calls of a waiting page on its own session, each proved by the desktop token. */
export class SessionCalls {
  readonly #around: Surroundings;
  readonly #sessionId: string;
  readonly #uri: string;
  readonly #token: string;

  constructor(around: Surroundings, { session_id, desktop_token, events_uri, socket }: StartAnswer) {
    this.#around = around;
    this.#sessionId = session_id;
    this.#uri = new URL(events_uri, socket.url.replace(/^ws/, 'http')).href.replace(/\/events$/, '');
    this.#token = desktop_token;
  }

  /**
   * The session as it stands.
   * @param waitMs how long the broker may wait for something newer than `rev`, at most 25 000
   */
  async read(waitMs: number, rev: number, signal: AbortSignal): Promise<SessionMessage> {
    const answer = await this.#call('GET', `?wait_ms=${waitMs}&rev=${rev}`, { waitMs, signal });
    const message = readMessage(answer, this.#sessionId);
    // A captive portal answers everything with a page of its own, and with 200.
    if (!message) throw new LoginProblem('unreachable');
    return message;
  }

  /** Sends a command. Its answer is the session, where the broker gives one. */
  async send(
    command: 'extend' | 'cancel' | 'check',
    signal: AbortSignal,
    body: object = {},
  ): Promise<SessionMessage | undefined> {
    const answer = await this.#call('POST', `/${command}`, { body, signal, keepalive: command === 'cancel' });
    return readMessage(answer, this.#sessionId);
  }

  #call(
    method: 'GET' | 'POST',
    tail: string,
    rest: { signal: AbortSignal; body?: object; waitMs?: number; keepalive?: boolean },
  ): Promise<unknown> {
    const headers = { Authorization: `Bearer ${this.#token}` };
    return request(this.#around, this.#uri + tail, { method, headers, credentials: 'omit', ...rest });
  }
}

/** A session's message, if this is one and of this session. */
export function readMessage(value: unknown, sessionId: string): SessionMessage | undefined {
  const { session_id, rev, state, expires_in_ms } = (value ?? {}) as Partial<SessionMessage>;
  const isOurs = session_id === sessionId && typeof state === 'string';
  return isOurs && Number.isInteger(rev) && Number.isFinite(expires_in_ms) ? (value as SessionMessage) : undefined;
}
