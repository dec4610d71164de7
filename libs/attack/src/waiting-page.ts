import { createHmac } from 'node:crypto';
import {
  type Decision,
  frameMessage,
  frameText,
  type QrParameters,
  type SessionMessage,
  SOCKET_PATH,
  type StartAnswer,
} from '@saoma/protocol';
import type { PhoneDevice, PortalBackend, PortalTokens, RawAnswer, StartExtras } from '@saoma/testing';
import type { CallOptions, Calls } from './calls.js';
import { codeOf, told } from './findings.js';
import { athOf, PageKey, type ProofClaims } from './page-key.js';

/** The text of the code so many frames ago; 0 is the one that the page shows now. */
function codeText({ url, frame_key, frame_ms, elapsed_ms }: QrParameters, framesAgo = 0): string {
  const index = Math.floor(elapsed_ms / frame_ms) - framesAgo;
  const mac = createHmac('sha256', Buffer.from(frame_key, 'base64url')).update(frameMessage(index)).digest();
  return url + frameText(mac);
}

/** A page of a test portal that waits, as bare calls: an attacker uses no client library. */
export class WaitingPage {
  #nonce: string | undefined;

  private constructor(
    private readonly target: Calls,
    readonly portal: PortalBackend,
    readonly answer: StartAnswer,
    /** The key that it proves with each call; absent: its token is all that it has. */
    readonly key: PageKey | undefined,
  ) {
    this.#nonce = answer.dpop_nonce;
  }

  /** Asks for a session as a page does; the answer as it came. */
  static async ask(target: Calls, portal: PortalBackend, extras: StartExtras): Promise<RawAnswer> {
    return target.call('POST', '/v1/sessions', {
      origin: portal.origin,
      body: { ...(await portal.begin()), ...extras },
    });
  }

  /** Starts a session as a page does. @throws Error when the broker refuses. */
  static async start(
    target: Calls,
    portal: PortalBackend,
    extras: StartExtras,
    key: PageKey | undefined,
  ): Promise<WaitingPage> {
    const answer = await WaitingPage.ask(target, portal, { ...(key && { desktop_jkt: key.jkt }), ...extras });
    if (answer.status !== 201) throw new Error(`a page’s start was answered ${told(answer)}`);
    return new WaitingPage(target, portal, answer.body as StartAnswer, key);
  }

  /** The page of a session that a backend started. */
  static of(target: Calls, portal: PortalBackend, answer: StartAnswer, key: PageKey | undefined): WaitingPage {
    return new WaitingPage(target, portal, answer, key);
  }

  get id(): string {
    return this.answer.session_id;
  }

  get token(): string {
    return this.answer.desktop_token;
  }

  /** Where its calls go. */
  pathOf(path = ''): string {
    return `/v1/sessions/${this.id}${path}`;
  }

  /** What a right proof of a call says, but for what is bent. */
  claims(method: string, path = '', bent: Partial<ProofClaims> = {}): ProofClaims {
    const htu = this.target.origin + this.pathOf(path).replace(/\?.*/, '');
    return { htm: method, htu, ath: athOf(this.token), nonce: this.#nonce, ...bent };
  }

  /** A proof of its key for a call; `undefined` where it has none. */
  async proof(method: string, path = '', bent: Partial<ProofClaims> = {}): Promise<string | undefined> {
    return this.key?.prove(this.claims(method, path, bent));
  }

  /** What a right proof for its socket says: it names the connection. */
  socketClaims(connection: string): ProofClaims {
    return { htm: 'GET', htu: this.target.origin + SOCKET_PATH, ath: athOf(this.token), nonce: connection };
  }

  /** A proof for its socket, but for what is bent. */
  async socketProof(connection: string, bent: Partial<ProofClaims> = {}): Promise<string | undefined> {
    return this.key?.prove({ ...this.socketClaims(connection), ...bent });
  }

  /** A call of the page's own, with its token and a proof of its key, unless `options` say with what. */
  async call(method: string, path = '', options: CallOptions = {}): Promise<RawAnswer> {
    if ('proof' in options) return this.#send(method, path, options);
    const answer = await this.#send(method, path, { ...options, proof: await this.proof(method, path) });
    // Its nonce grew old while it waited (RFC 9449 §8): an honest page says it again.
    if (codeOf(answer.body) !== 'use_dpop_nonce') return answer;
    return this.#send(method, path, { ...options, proof: await this.proof(method, path) });
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

  /** The code that it shows at its beginning, for who has nothing but the answer to its start. */
  get firstCode(): string {
    return codeText(this.answer.qr);
  }

  /** The whole of it: this phone scans and approves, and the digits are typed where the policy asks for them. */
  async signInBy(phone: PhoneDevice): Promise<void> {
    await this.settle(await phone.signIn(await this.code()));
  }

  /** Types the digits, if the approval asks for it. @throws Error when they are refused. */
  async settle({ state, check_code }: Decision): Promise<void> {
    if (state !== 'checking') return;
    const answer = await this.call('POST', '/check', { body: { check_code } });
    if (answer.status !== 200) throw new Error(`the digits that the phone shows were answered ${told(answer)}`);
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

  async #send(method: string, path: string, options: CallOptions): Promise<RawAnswer> {
    const answer = await this.target.call(method, this.pathOf(path), { token: this.token, ...options });
    this.#nonce = answer.headers.get('dpop-nonce') ?? this.#nonce;
    return answer;
  }
}
