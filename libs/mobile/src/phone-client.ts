import {
  type ApproveRequest,
  type Consent,
  type Decision,
  type DenyReason,
  type PendingRequests,
  type ScanOutcome,
  type ScanRequest,
  type SentRequest,
  type SignedInDesktop,
  type SignedInDesktops,
  type SignOutReason,
  type StatedDecision,
} from '@saoma/protocol';
import { answered } from './attempts.js';
import { exchange } from './exchange.js';
import { follow } from './follow.js';
import { PhoneError } from './phone-error.js';
import type { PhoneFetch, PhoneRequest } from './phone-fetch.js';
import { type DecisionSigner, signedStatement, statedIdentityOf } from './signed-statement.js';
import { type Expected, readAnswer, withLists, withStrings } from './read-answer.js';
import { readCode, type ScannedText } from './read-code.js';

/** What an app hands in: its broker, its tokens, and how its platform sends, proves and signs. */
export interface PhoneClientOptions {
  /** Scheme, host and port, no path: `https://pass.example.cn`. Nothing is ever sent elsewhere. */
  readonly broker: string;
  readonly fetch: PhoneFetch;
  /** The app's access token for the person, valid now. Asked for before every attempt. What it throws is passed on. */
  readonly accessToken: () => Promise<string>;
  /**
   * A new DPoP proof of the phone's key (RFC 9449 §4.2), made for each attempt because a proof counts only once. It must
   * name the `nonce` that the broker gave; none is there before the first answer.
   * Absent for apps that are registered with bearer tokens.
   */
  readonly proof?: (method: string, url: string, accessToken: string, nonce?: string) => Promise<string>;
  /** Signs what the person decides. Goes with `proof`, and is by the same key. */
  readonly signer?: DecisionSigner;
}

/** For every call: leave it by aborting; it then rejects with the signal's reason. */
export interface CallOptions {
  readonly signal?: AbortSignal;
}

/** `not_me`: signing this computer in never was the person's doing. Default `signed_out`. */
export type SignOutOptions = CallOptions & { readonly reason?: SignOutReason };

/** What ties a decision to the view that the person saw. */
export type ConsentReference = Pick<Consent, 'session_id' | 'consent_nonce'>;

/** The view that the person saw: only the whole of it can be signed. Without a signer its reference will do. */
export type DecidedView = Consent | ConsentReference;

/**
 * The phone's side of a sign-in: look at the text, scan, show the consent view, approve or deny, follow what becomes of it,
 * and sign the computer out again.
 *
 * Calls whose answer is lost are made again by themselves: the broker gives the first answer to a repeat. Every call
 * rejects with a {@link PhoneError} that knows what to tell the person.
 */
export class PhoneClient {
  readonly #options: PhoneClientOptions;
  #nonce: string | undefined;

  /** @throws TypeError when `broker` is not an origin: tokens must not go astray for a slip in a setting. */
  constructor(options: PhoneClientOptions) {
    const { broker } = options;
    if (!/^https?:\/\/[^/?#@\s]+$/i.test(broker)) {
      throw new TypeError('broker must be an origin');
    }
    this.#options = { ...options, broker: broker.toLowerCase() };
  }

  /** What a scanned, typed, pasted or opened text is. Makes no call. */
  parse(text: string): ScannedText {
    return readCode(text, this.#options.broker);
  }

  /**
   * Claims the session that the text shows, scanned or typed, and answers what the person must see before they decide.
   * Rejects with `not_ours` or `other_broker` without a call when the text is no code of this broker.
   */
  async scan(text: string, options?: CallOptions): Promise<Consent> {
    return this.#call('POST', SCANS, IS_CONSENT, this.#claimOf(text), options);
  }

  /**
   * What waits for the person, newest first: `requests`, which this phone has claimed, and `sent`, which portals sent and
   * {@link open} claims. To be asked when the app starts or comes back.
   */
  async requests(options?: CallOptions): Promise<PendingRequests> {
    return this.#call('GET', REQUESTS, ARE_REQUESTS, undefined, options);
  }

  /** Claims a session that was sent to the person, and answers what they must see before they decide. */
  async open(sessionId: string, options?: CallOptions): Promise<Consent> {
    return this.#call('POST', at(REQUESTS, sessionId), IS_CONSENT, undefined, options);
  }

  /** A session this phone has scanned: the consent view, which alone has a `consent_nonce`, or what became of it. */
  async read(sessionId: string, options?: CallOptions): Promise<Consent | ScanOutcome> {
    return this.#call('GET', at(SCANS, sessionId), IS_OUTCOME, undefined, options);
  }

  /**
   * The person said yes to this view, as one of its identities; unless named, as themselves. While `checking`, the answer has
   * the digits to show, `check_code`; while `pending`, how many more must approve. Rejects with `insufficient_user_authentication` when the person must be verified as the error's
   * `required` says: do so, let `accessToken` give a token that tells of it, and approve the same view again. What the
   * signer throws is passed on.
   */
  async approve(
    view: DecidedView,
    { identity, ...options }: CallOptions & Pick<ApproveRequest, 'identity'> = {},
  ): Promise<Decision> {
    const { session_id, consent_nonce } = view;
    const stated = 'client_id' in view && statedIdentityOf(view, identity);
    const statement = stated && (await this.#signed(view, { decision: 'approve', identity: stated }));
    // JSON leaves out an identity that was not named, and a statement that is none.
    const body = { consent_nonce, identity, ...(statement && { statement }) };
    return this.#call('POST', `${at(SCANS, session_id)}/approve`, IS_OUTCOME, body, options);
  }

  /**
   * While `checking`, for those who cannot type the digits: the code that the computer shows now, scanned once more. Rejects
   * with `qr_stale` while it still shows what it showed before the approval, with `qr_unknown` when it is another computer's,
   * and with `not_ours` or `other_broker` without a call.
   */
  async checkByScan(sessionId: string, text: string, options?: CallOptions): Promise<Decision> {
    const { kind } = this.parse(text);
    // A typed code would not show that the page is there now.
    if (kind !== 'ours') throw new PhoneError(kind === 'user_code' ? 'not_ours' : kind, NO_CODE);
    return this.#call('POST', `${at(SCANS, sessionId)}/check`, IS_OUTCOME, { qr: text.trim() }, options);
  }

  /**
   * The person said no: `declined`, or `not_me` when they did not ask to sign in. Also takes an approval back; `not_me` even
   * when the portal has used it: then the computer is signed out.
   */
  async deny(view: DecidedView, reason: DenyReason, options?: CallOptions): Promise<Decision> {
    const { session_id, consent_nonce } = view;
    // Nobody must be kept from saying no, least of all by a key that cannot be used.
    const statement = await this.#signed(view, { decision: 'deny', reason }).catch(() => undefined);
    const body = { consent_nonce, reason, ...(statement && { statement }) };
    return this.#call('POST', `${at(SCANS, session_id)}/deny`, IS_OUTCOME, body, options);
  }

  /**
   * Tells what becomes of a session, from how it stands now: each state and reason once, until nothing new can come.
   * Only `redeemed` is a success, and it may still turn into `not_completed` within a minute. Lost networks are waited
   * out. Rejects when the app's token or key is no longer accepted, and with the signal's reason.
   */
  async follow(sessionId: string, listener: (outcome: ScanOutcome) => void, options?: CallOptions): Promise<void> {
    return follow(() => this.read(sessionId, options), listener, options?.signal);
  }

  /** The computers that the person signed in through this app, the latest first. */
  async desktops(options?: CallOptions): Promise<readonly SignedInDesktop[]> {
    return (await this.#call('GET', DESKTOPS, ARE_DESKTOPS, undefined, options)).desktops;
  }

  /** Signs one of them out, by its `id`; its portal is told. Rejects with `not_found` what is none of them. */
  async signOut(id: string, options?: SignOutOptions): Promise<void> {
    return this.#end(at(DESKTOPS, id), options);
  }

  /** Signs all of them out. */
  async signOutAll(options?: SignOutOptions): Promise<void> {
    return this.#end(DESKTOPS, options);
  }

  /**
   * From now on the app's push service is told, by this word of its own for this phone, when a request waits; with `null` no
   * longer. To be said whenever the app starts.
   */
  async registerNotifications(handle: string | null, options?: CallOptions): Promise<void> {
    return this.#set('/v1/notifications', handle === null ? undefined : { handle }, options);
  }

  /** Portals that must know such a code can send requests only with this one, 4 to 32 characters; with `null` none. */
  async chooseRequestCode(code: string | null, options?: CallOptions): Promise<void> {
    return this.#set('/v1/request-code', code === null ? undefined : { user_code: code }, options);
  }

  async #signed(view: DecidedView, decision: StatedDecision): Promise<string | undefined> {
    const { broker, signer } = this.#options;
    return signer && 'client_id' in view ? signedStatement(signer, broker, view, decision) : undefined;
  }

  #end(path: string, { reason = 'signed_out', ...options }: SignOutOptions = {}): Promise<void> {
    return this.#call('DELETE', `${path}?reason=${reason}`, IS_DONE, undefined, options);
  }

  #set(path: string, body: object | undefined, options?: CallOptions): Promise<void> {
    return this.#call(body ? 'PUT' : 'DELETE', path, IS_DONE, body, options);
  }

  #claimOf(text: string): ScanRequest {
    const scanned = this.parse(text);
    switch (scanned.kind) {
      case 'ours':
        return { qr: text.trim() };
      case 'user_code':
        return { user_code: scanned.userCode };
      case 'other_broker':
      case 'not_ours':
        throw new PhoneError(scanned.kind, NO_CODE);
    }
  }

  #call<T>(
    method: PhoneRequest['method'],
    path: string,
    isExpected: Expected<T>,
    body: object | undefined,
    { signal }: CallOptions = {},
  ): Promise<T> {
    const { broker, fetch } = this.#options;
    const url = broker + path;
    const attempt = async (): Promise<T> => {
      const request: PhoneRequest = {
        method,
        headers: { ...(await this.#credentials(method, url)), ...(body && { 'content-type': 'application/json' }) },
        ...(body && { body: JSON.stringify(body) }),
        ...(signal && { signal }),
      };
      const answer = await exchange(fetch, url, request);
      this.#nonce = answer.nonce ?? this.#nonce;
      return readAnswer(answer, isExpected);
    };
    return answered(async () => {
      const named = this.#nonce;
      try {
        return await attempt();
      } catch (error) {
        // The first call of a while: the broker has just said which nonce it wants (RFC 9449 §8).
        const isOld = error instanceof PhoneError && error.code === 'use_dpop_nonce' && this.#nonce !== named;
        if (!isOld) throw error;
        return attempt();
      }
    }, signal);
  }

  async #credentials(method: string, url: string): Promise<Record<string, string>> {
    const { accessToken, proof } = this.#options;
    const token = await accessToken();
    if (!proof) return { authorization: `Bearer ${token}` };
    // A proof is for an address without its query (RFC 9449 §4.2).
    return { authorization: `DPoP ${token}`, dpop: await proof(method, url.replace(/[?].*/, ''), token, this.#nonce) };
  }
}

const IS_CONSENT = withStrings<Consent>('session_id', 'state', 'consent_nonce');
const IS_OUTCOME = withStrings<ScanOutcome>('session_id', 'state');
const ARE_REQUESTS = withLists<PendingRequests>({ requests: IS_CONSENT, sent: withStrings<SentRequest>('session_id') });
const ARE_DESKTOPS = withLists<SignedInDesktops>({ desktops: withStrings<SignedInDesktop>('id') });
const IS_DONE: Expected<void> = (_body, status): _body is undefined => status === 204;

const NO_CODE = 'no code of this broker';
const SCANS = '/v1/scans';
const REQUESTS = '/v1/requests';
const DESKTOPS = '/v1/desktops';
const at = (path: string, id: string): string => `${path}/${encodeURIComponent(id)}`;
