import { createHmac } from 'node:crypto';
import { frameMessage, frameText, type QrParameters, type SessionMessage, type StartAnswer } from '@saoma/protocol';
import type { PortalBackend, PortalTokens, RawAnswer, StartExtras } from '@saoma/testing';
import type { CallOptions, Calls } from './calls.js';
import { told } from './findings.js';

/** The text of the code so many frames ago; 0 is the one that the page shows now. */
function codeText({ url, frame_key, frame_ms, elapsed_ms }: QrParameters, framesAgo = 0): string {
  const index = Math.floor(elapsed_ms / frame_ms) - framesAgo;
  const mac = createHmac('sha256', Buffer.from(frame_key, 'base64url')).update(frameMessage(index)).digest();
  return url + frameText(mac);
}

/** A page of a test portal that waits, as bare calls: an attacker uses no client library. */
export class WaitingPage {
  private constructor(
    private readonly target: Calls,
    readonly portal: PortalBackend,
    readonly answer: StartAnswer,
  ) {}

  /** Starts a session as a page does. @throws Error when the broker refuses. */
  static async start(target: Calls, portal: PortalBackend, extras: StartExtras = {}): Promise<WaitingPage> {
    const answer = await target.call('POST', '/v1/sessions', {
      origin: portal.origin,
      body: { ...(await portal.begin()), ...extras },
    });
    if (answer.status !== 201) throw new Error(`a page’s start was answered ${told(answer)}`);
    return new WaitingPage(target, portal, answer.body as StartAnswer);
  }

  /** The page of a session that a backend started. */
  static of(target: Calls, portal: PortalBackend, answer: StartAnswer): WaitingPage {
    return new WaitingPage(target, portal, answer);
  }

  get id(): string {
    return this.answer.session_id;
  }

  get token(): string {
    return this.answer.desktop_token;
  }

  /** A call of the page's own, with its token. */
  call(method: string, path = '', options: CallOptions = {}): Promise<RawAnswer> {
    return this.target.call(method, `/v1/sessions/${this.id}${path}`, { token: this.token, ...options });
  }

  /** The session as the page sees it. @throws Error when the broker refuses. */
  async read(): Promise<SessionMessage> {
    const answer = await this.call('GET');
    if (answer.status !== 200) throw new Error(`a page’s look at its session was answered ${told(answer)}`);
    return answer.body as SessionMessage;
  }

  /** The code on the screen at this moment, by the broker's clock; or the one of so many frames ago. */
  async code(framesAgo = 0): Promise<string> {
    const { qr, state } = await this.read();
    if (!qr) throw new Error(`a page that is ${state} shows no code`);
    return codeText(qr, framesAgo);
  }

  /** Where the page goes once it is approved. @throws Error when it is not. */
  async landing(): Promise<string> {
    const { state, redirect_uri, code, state_param, iss } = await this.read();
    if (state !== 'approved' || redirect_uri === undefined) throw new Error(`the page is ${state} and not approved`);
    const url = new URL(redirect_uri);
    for (const [name, value] of Object.entries({ code, state: state_param, iss })) {
      if (value !== undefined) url.searchParams.set(name, value);
    }
    return url.href;
  }

  /** Trades the code, as the portal's backend. */
  async redeem(landing?: string): Promise<PortalTokens> {
    return this.portal.redeem(landing ?? (await this.landing()));
  }
}
