import { type Consent, type Decision, type DenyReason, encodeQrText, type ScanOutcome } from '@saoma/protocol';
import { answered } from './attempts.js';
import { exchange } from './exchange.js';
import { PhoneError } from './phone-error.js';
import type { PhoneFetch, PhoneRequest } from './phone-fetch.js';
import { readAnswer } from './read-answer.js';
import { readCode, type ScannedText } from './read-code.js';

export interface PhoneClientOptions {
  /** Scheme, host and port, no path: `https://pass.example.cn`. Nothing is ever sent elsewhere. */
  readonly broker: string;
  readonly fetch: PhoneFetch;
  /** The app's access token for the person, valid now. Asked for before every attempt. What it throws is passed on. */
  readonly accessToken: () => Promise<string>;
  /**
   * A new DPoP proof of the phone's key (RFC 9449 §4.2), made for each attempt because a proof counts only once.
   * Absent for apps that are registered with bearer tokens.
   */
  readonly proof?: (method: string, url: string, accessToken: string) => Promise<string>;
}

/** For every call: leave it by aborting; it then rejects with the signal's reason. */
export interface CallOptions {
  readonly signal?: AbortSignal;
}

/** What ties a decision to the view that the person saw. */
export type ConsentReference = Pick<Consent, 'session_id' | 'consent_nonce'>;

/**
 * The phone's side of a sign-in: look at the text, scan, show the consent view, approve or deny.
 *
 * Calls whose answer is lost are made again by themselves: the broker gives the first answer to a repeat. Every call
 * rejects with a {@link PhoneError} that knows what to tell the person.
 */
export class PhoneClient {
  readonly #broker: string;
  readonly #fetch: PhoneFetch;
  readonly #accessToken: PhoneClientOptions['accessToken'];
  readonly #proof: PhoneClientOptions['proof'];

  /** @throws TypeError when `broker` is not an origin: tokens must not go astray for a slip in a setting. */
  constructor({ broker, fetch, accessToken, proof }: PhoneClientOptions) {
    if (!/^https?:\/\/[^/?#@\s]+$/i.test(broker)) {
      throw new TypeError('broker must be scheme, host and port without a path, such as https://pass.example.cn');
    }
    this.#broker = broker.toLowerCase();
    this.#fetch = fetch;
    this.#accessToken = accessToken;
    this.#proof = proof;
  }

  /** What a scanned, pasted or opened text is. Makes no call. */
  parse(text: string): ScannedText {
    return readCode(text, this.#broker);
  }

  /**
   * Claims the session that the code shows, and answers what the person must see before they decide.
   * Rejects with `not_ours` or `other_broker` without a call when the text is no code of this broker.
   */
  async scan(text: string, options?: CallOptions): Promise<Consent> {
    const scanned = this.parse(text);
    if (scanned.kind !== 'ours') throw new PhoneError(scanned.kind, 'the text is not a code of this broker');
    return this.#call('POST', '/v1/scans', CONSENT, { qr: encodeQrText(scanned.code) }, options);
  }

  /** A session this phone has scanned: the consent view, which alone has a `consent_nonce`, or what became of it. */
  async read(sessionId: string, options?: CallOptions): Promise<Consent | ScanOutcome> {
    return this.#call('GET', scanPath(sessionId), OUTCOME, undefined, options);
  }

  /** The person said yes to this view. While `checking`, the answer has the digits to show. */
  async approve({ session_id, consent_nonce }: ConsentReference, options?: CallOptions): Promise<Decision> {
    return this.#call('POST', `${scanPath(session_id)}/approve`, OUTCOME, { consent_nonce }, options);
  }

  /** The person said no: `declined`, or `not_me` when they did not ask to sign in. Also takes an approval back. */
  async deny(
    { session_id, consent_nonce }: ConsentReference,
    reason: DenyReason,
    options?: CallOptions,
  ): Promise<Decision> {
    return this.#call('POST', `${scanPath(session_id)}/deny`, OUTCOME, { consent_nonce, reason }, options);
  }

  #call<T>(
    method: PhoneRequest['method'],
    path: string,
    members: readonly (keyof T & string)[],
    body: object | undefined,
    { signal }: CallOptions = {},
  ): Promise<T> {
    const url = this.#broker + path;
    return answered(async () => {
      const request: PhoneRequest = {
        method,
        headers: { ...(await this.#credentials(method, url)), ...(body && { 'content-type': 'application/json' }) },
        ...(body && { body: JSON.stringify(body) }),
        ...(signal && { signal }),
      };
      return readAnswer<T>(await exchange(this.#fetch, url, request), members);
    }, signal);
  }

  async #credentials(method: string, url: string): Promise<Record<string, string>> {
    const accessToken = await this.#accessToken();
    if (!this.#proof) return { authorization: `Bearer ${accessToken}` };
    return { authorization: `DPoP ${accessToken}`, dpop: await this.#proof(method, url, accessToken) };
  }
}

const CONSENT = ['session_id', 'state', 'consent_nonce'] as const;
const OUTCOME = ['session_id', 'state'] as const;

const scanPath = (sessionId: string): string => `/v1/scans/${encodeURIComponent(sessionId)}`;
