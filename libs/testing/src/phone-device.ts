import { createHash } from 'node:crypto';
import {
  type ApproveRequest,
  type Consent,
  type Decision,
  type DecisionStatement,
  type DenyReason,
  type PendingRequests,
  type ScanOutcome,
  SELF,
  type SignedInDesktop,
  type SignOutReason,
  STATEMENT_TYPE,
  statedIdentity,
  statementOf,
} from '@saoma/protocol';
import { type DecisionSigner, PhoneClient } from '@saoma/mobile';
import { calculateThumbprint, generateKeyPair, generateProof, type KeyPair } from 'dpop';
import { CompactSign, exportJWK } from 'jose';
import { type RawAnswer, rawAnswer } from './raw-answer.js';
import { fetchAlong, type Route } from './route.js';
import type { AccessTokenFacts, TestApp, TokenOverrides } from './test-app.js';

/** The person who holds the phone, as the app knows them. */
export type TestPerson = Omit<AccessTokenFacts, 'jkt' | 'lifeSeconds'>;

/** Whose phone it is, with which app, and how it reaches the broker. */
export interface PhoneDeviceOptions {
  /** The broker's public origin. */
  readonly broker: string;
  readonly app: TestApp;
  readonly person: TestPerson;
  readonly route?: Route;
  /** Sent with every call: what a proxy adds that the phone is behind, say. */
  readonly headers?: Readonly<Record<string, string>>;
}

/** Something that shows a code: a {@link DesktopDevice}, or a photo of one. */
export interface ShowsCode {
  qr(): string;
}

/** What an attacker changes about a call. */
export interface CallOverrides {
  /** `undefined` sends no `Authorization` at all. */
  readonly accessToken?: string | undefined;
  /** `undefined` sends no proof. */
  readonly proof?: string | undefined;
  /** What the proof names instead of the nonce that the broker gave; `undefined` names none. */
  readonly nonce?: string | undefined;
  /** Sent with an approval in place of what this phone would sign; `undefined` sends none. */
  readonly statement?: string | undefined;
  /** The scheme before the token; default as the app is registered. */
  readonly scheme?: string;
  readonly headers?: Readonly<Record<string, string>>;
}

/** A phone with its key, its app and its person, on the shipped {@link PhoneClient}. */
export class PhoneDevice {
  readonly client: PhoneClient;
  /** The phone's key, for proofs that no honest phone would make. */
  readonly keyPair: KeyPair;
  /** Thumbprint of the phone's key (RFC 7638). */
  readonly jkt: string;
  readonly #options: PhoneDeviceOptions;
  readonly #fetch: typeof fetch;
  /** What it was shown, by session. */
  readonly #views = new Map<string, Consent>();
  #person: TestPerson;
  #consent: Consent | undefined;
  #nonce: string | undefined;

  private constructor(options: PhoneDeviceOptions, keyPair: KeyPair, jkt: string) {
    this.#options = options;
    this.#person = options.person;
    this.keyPair = keyPair;
    this.jkt = jkt;
    const send = fetchAlong(options.route ?? ((url) => url), options.headers);
    this.#fetch = async (...call) => {
      const response = await send(...call);
      this.#nonce = response.headers.get('dpop-nonce') ?? this.#nonce;
      return response;
    };
    this.client = new PhoneClient({
      broker: options.broker,
      fetch: this.#fetch,
      accessToken: () => this.accessToken(),
      ...(this.#proves && { proof: (...about) => this.proof(...about), signer: this.signer }),
    });
  }

  /** A phone with a fresh key. */
  static async create(options: PhoneDeviceOptions): Promise<PhoneDevice> {
    const keyPair = await generateKeyPair('ES256');
    return new PhoneDevice(options, keyPair, await calculateThumbprint(keyPair.publicKey));
  }

  /** The view of what was scanned or opened last. */
  get consent(): Consent {
    if (!this.#consent) throw new Error('the phone has not scanned anything yet: call scan() or open() first');
    return this.#consent;
  }

  /** Scans a text, or whatever the desktop shows at this moment. */
  async scan(code: string | ShowsCode): Promise<Consent> {
    this.#consent = await this.client.scan(typeof code === 'string' ? code : code.qr());
    this.#note(this.#consent);
    return this.#consent;
  }

  /** What waits for the person: claimed by this phone, and sent to them. */
  requests(): Promise<PendingRequests> {
    return this.client.requests();
  }

  /** Opens a session that was sent to the person; unless named, the latest. */
  async open(sessionId?: string): Promise<Consent> {
    const id = sessionId ?? (await this.requests()).sent[0]?.session_id;
    if (id === undefined) throw new Error('nothing was sent to this person');
    this.#consent = await this.client.open(id);
    this.#note(this.#consent);
    return this.#consent;
  }

  /** The computers that are signed in through this app by this person, the latest first. */
  desktops(): Promise<readonly SignedInDesktop[]> {
    return this.client.desktops();
  }

  /** Signs one of them out. */
  signOut(id: string, reason: SignOutReason = 'signed_out'): Promise<void> {
    return this.client.signOut(id, { reason });
  }

  /** The app verifies the person once more, or learns something of them: what its tokens say from now on. */
  verify(facts: Partial<TestPerson>): void {
    this.#person = { ...this.#person, ...facts };
  }

  /** Approves what was scanned or opened last; as which of the view's identities, by its id. */
  approve(identity?: string): Promise<Decision> {
    return this.client.approve(this.consent, identity === undefined ? {} : { identity });
  }

  /** While `checking`: scans what the desktop shows now once more, in the place of the digits. */
  rescan(code: string | ShowsCode): Promise<Decision> {
    return this.client.checkByScan(this.consent.session_id, typeof code === 'string' ? code : code.qr());
  }

  /** Denies what was scanned last. */
  deny(reason: DenyReason = 'declined'): Promise<Decision> {
    return this.client.deny(this.consent, reason);
  }

  /** Reads back what was scanned last. */
  read(): Promise<Consent | ScanOutcome> {
    return this.client.read(this.consent.session_id);
  }

  /** The whole of it: scans and approves. */
  async signIn(code: string | ShowsCode): Promise<Decision> {
    await this.scan(code);
    return this.approve();
  }

  /** A fresh access token of the app for this person, bound to this phone's key unless the app's tokens are bearer. */
  accessToken(overrides?: TokenOverrides): Promise<string> {
    const { app } = this.#options;
    return app.accessToken({ ...this.#person, ...(this.#proves && { jkt: this.jkt }) }, overrides);
  }

  /** This phone's key as a signer of decisions. */
  readonly signer: DecisionSigner = {
    sign: (statement) => this.sign(statement),
    sha256: (text) => Promise.resolve(createHash('sha256').update(text).digest('base64url')),
  };

  /** A statement as this phone's key signs it: whatever it says, and with another header where that is given. */
  async sign(statement: object, header: Readonly<Record<string, unknown>> = {}): Promise<string> {
    const jwk = await exportJWK(this.keyPair.publicKey);
    return new CompactSign(new TextEncoder().encode(JSON.stringify(statement)))
      .setProtectedHeader({ alg: 'ES256', typ: STATEMENT_TYPE, jwk, ...header })
      .sign(this.keyPair.privateKey);
  }

  /** What this phone says of a view when its person approves it. */
  stated({ identities, text, ...view }: Consent, id: string = SELF): DecisionStatement | undefined {
    const identity = identities.find((each) => each.id === id);
    if (!identity) return undefined;
    const hash = (of: string): string => createHash('sha256').update(of).digest('base64url');
    const hashes = { consent: hash(view.consent_nonce), ...(text !== undefined && { text: hash(text) }) };
    const decision = { decision: 'approve', identity: statedIdentity(identity) } as const;
    return { ...statementOf(this.#options.broker, view, hashes, decision), iat: Math.floor(Date.now() / 1_000) };
  }

  /** What the broker wants proofs to name (RFC 9449 §8): what its last answer said, or what it says when it is asked. */
  async nonce(): Promise<string | undefined> {
    if (this.#nonce === undefined) await this.#fetch(`${this.#options.broker}/v1/requests`);
    return this.#nonce;
  }

  /** A fresh proof of this phone's key (RFC 9449 §4.2). It names what the broker said last, unless told otherwise. */
  proof(method: string, url: string, accessToken: string, nonce = this.#nonce): Promise<string> {
    return generateProof(this.keyPair, url, method, nonce, accessToken);
  }

  /**
   * One call as an attacker would make it: no check before, no second attempt, the answer as it came. `body` is sent as
   * JSON, a string as it is.
   */
  async call(method: string, path: string, body?: unknown, overrides: CallOverrides = {}): Promise<RawAnswer> {
    const url = this.#options.broker + path;
    const accessToken = 'accessToken' in overrides ? overrides.accessToken : await this.accessToken();
    const proof = 'proof' in overrides ? overrides.proof : await this.#proofFor(method, url, accessToken, overrides);
    const sent = await this.#stating(path, body, overrides);
    const scheme = overrides.scheme ?? (this.#proves ? 'DPoP' : 'Bearer');
    const response = await this.#fetch(url, {
      method,
      headers: {
        ...(accessToken !== undefined && { authorization: `${scheme} ${accessToken}` }),
        ...(proof !== undefined && { dpop: proof }),
        ...(sent !== undefined && { 'content-type': 'application/json' }),
        ...overrides.headers,
      },
      ...(sent !== undefined && { body: typeof sent === 'string' ? sent : JSON.stringify(sent) }),
    });
    const answer = await rawAnswer(response);
    this.#note(answer.body);
    return answer;
  }

  #note(view: unknown): void {
    const { session_id: id, consent_nonce: nonce } = Object(view) as Partial<Consent>;
    if (id !== undefined && nonce !== undefined) this.#views.set(id, view as Consent);
  }

  /** The body of a call; an approval of what was shown is signed, unless it says itself how. */
  async #stating(path: string, body: unknown, overrides: CallOverrides): Promise<unknown> {
    if ('statement' in overrides) return { ...Object(body), statement: overrides.statement } as unknown;
    const [, id = ''] = /\/v1\/scans\/(\w+)\/approve$/.exec(path) ?? [];
    const view = this.#views.get(id);
    if (!this.#proves || !view || typeof body !== 'object') return body;
    const stated = this.stated(view, (body as Partial<ApproveRequest>).identity);
    return stated ? { statement: await this.sign(stated), ...body } : body;
  }

  get #proves(): boolean {
    return this.#options.app.tokenType === 'dpop';
  }

  async #proofFor(
    method: string,
    url: string,
    accessToken: string | undefined,
    overrides: CallOverrides,
  ): Promise<string | undefined> {
    if (!this.#proves || accessToken === undefined) return undefined;
    const nonce = 'nonce' in overrides ? overrides.nonce : await this.nonce();
    return generateProof(this.keyPair, url, method, nonce, accessToken);
  }
}
