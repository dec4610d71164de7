import { createHmac, randomBytes, randomUUID } from 'node:crypto';
import { Global, Module, ValidationPipe } from '@nestjs/common';
import { FastifyAdapter, type NestFastifyApplication } from '@nestjs/platform-fastify';
import { Test } from '@nestjs/testing';
import { encodeQrText, frameIndex, frameMessage, frameText, type Problem } from '@saoma/protocol';
import type { TestApp } from '@saoma/testing';
import { calculateJwkThumbprint, type CryptoKey, exportJWK, generateKeyPair, type JWK, SignJWT } from 'jose';
import { Computers } from '../../src/core/computers.js';
import { DesktopBroker } from '../../src/core/desktop-broker.js';
import { Notifications } from '../../src/core/notifications.js';
import { unwrap } from '../../src/core/outcome.js';
import { PhoneBroker } from '../../src/core/phone-broker.js';
import type {
  App,
  Callbacks,
  Clock,
  Count,
  LimitName,
  Limits,
  Operator,
  Portal,
  Registry,
} from '../../src/core/ports.js';
import { RequestCodes } from '../../src/core/request-codes.js';
import { SecondScan } from '../../src/core/second-scan.js';
import { Secrets, sha256 } from '../../src/core/secrets.js';
import { SentRequests } from '../../src/core/sent-requests.js';
import { SignIns } from '../../src/core/sign-ins.js';
import {
  BROKER_ORIGIN,
  CLOCK,
  DOCUMENTS,
  FETCH_KEYS,
  LIMITS,
  LOCKS,
  REGISTRY,
  SESSIONS,
} from '../../src/core/tokens.js';
import { PhoneModule } from '../../src/phone/phone.module.js';
import { ProofNonces } from '../../src/proof/nonces.js';
import { ProblemsFilter } from '../../src/platform/problems.filter.js';
import { networkList } from '../../src/registry/network-list.js';
import { Places } from '../../src/risk/places.js';
import { RiskJudge } from '../../src/risk/risk-judge.js';
import { memoryStore } from '../../src/store/memory/memory.store.js';

/** What {@link TestApp} issues its tokens for. */
export const ORIGIN = 'https://pass.test';

/** How long a nonce is given out. */
export const WINDOW_MS = 150_000;

/** Time that a test moves. */
export class MovableClock implements Clock {
  offsetMs = 0;

  nowMs(): number {
    return Date.now() + this.offsetMs;
  }

  after(): () => void {
    throw new Error('nothing behind this door sets timers');
  }
}

/** Adds up, and refuses what a test says is used up. */
class AddingLimits implements Limits {
  readonly points = new Map<string, number>();
  readonly usedUp = new Map<LimitName, number>();

  take(limit: LimitName, key: string, points = 1): Promise<number | undefined> {
    const counter = `${limit} ${key}`;
    this.points.set(counter, (this.points.get(counter) ?? 0) + points);
    return Promise.resolve(this.usedUp.get(limit));
  }

  giveBack(limit: LimitName, key: string, points = 1): Promise<void> {
    const counter = `${limit} ${key}`;
    this.points.set(counter, (this.points.get(counter) ?? 0) - points);
    return Promise.resolve();
  }

  /** What a test says is used up, nobody remembers: the guard has to ask. */
  knownWait(): undefined {
    return undefined;
  }

  waitOf(limit: LimitName): Promise<number | undefined> {
    return Promise.resolve(this.usedUp.get(limit));
  }

  async takeAll(...counts: readonly Count[]): Promise<number | undefined> {
    const waits = await Promise.all(counts.map((count) => this.take(...count)));
    return waits.find((wait) => wait !== undefined);
  }
}

/** A registry whose apps a test registers, also anew. */
export class EditableRegistry implements Registry {
  readonly #apps = new Map<string, App>();

  register(app: TestApp, overrides: Partial<App> = {}): App {
    const { id, names, realm, issuer, audience, token_type, purposes, amr } = app.registration();
    const keys = { jwks: { keys: app.jwks.keys.map((key) => ({ ...key })) } };
    const known = { appId: id, names, realm, issuer, audience, tokenType: token_type, purposes, amr, keys };
    this.#apps.set(issuer, { ...known, channel: 'app', ...overrides });
    return this.#apps.get(issuer)!;
  }

  app(issuer: string): App | undefined {
    return this.#apps.get(issuer);
  }

  apps(): readonly App[] {
    return [...this.#apps.values()];
  }

  portal(clientId: string): Portal | undefined {
    return clientId === 'etax' ? { ...PORTAL, trustedApps: [...this.#apps.keys()] } : undefined;
  }

  portals(): readonly Portal[] {
    return [];
  }

  operators(): readonly Operator[] {
    return [];
  }

  hasOrigin(): boolean {
    return false;
  }
}

const PORTAL: Omit<Portal, 'trustedApps'> = {
  clientId: 'etax',
  names: { zh: '电子税务局', en: 'E-Tax Bureau' },
  logo: 'https://etax.test/logo.svg',
  domain: 'etax.test',
  origins: ['https://etax.test'],
  frameAncestors: [],
  redirectUris: ['https://etax.test/callback'],
  auth: { method: 'none' },
  purposes: ['login'],
  trustedRealms: ['taxpayers'],
  startedBy: ['page'],
  confirmOnDesktop: 'never',
  policy: [],
  subjectType: 'public',
  showName: true,
  signedInMs: 86_400_000,
  refreshTokens: false,
  dpopBound: false,
  pushedRequestsOnly: false,
  desktopKey: 'optional',
  trustedDesktops: [],
  postLogoutRedirectUris: [],
  delivery: 'poll',
  needsRequestCode: false,
  auditDetails: [],
};

/** Nobody is told anything. */
const UNHEARD: Callbacks = { logout: () => undefined, ping: () => undefined, push: () => undefined };

/** The key of a phone, and the proofs it makes (RFC 9449 §4.2). */
export class PhoneKey {
  private constructor(
    readonly privateKey: CryptoKey,
    readonly jwk: JWK,
    readonly jkt: string,
    readonly alg: string,
    private readonly nonces: ProofNonces,
  ) {}

  /** A new key, of a phone that was told the nonces of this door. */
  static async create({ nonces }: Pick<PhoneDoor, 'nonces'>, alg = 'ES256'): Promise<PhoneKey> {
    const { privateKey, publicKey } = await generateKeyPair(alg, { extractable: true });
    const jwk = await exportJWK(publicKey);
    return new PhoneKey(privateKey, jwk, await calculateJwkThumbprint(jwk), alg, nonces);
  }

  /** `claims` and `header` replace what the proof says; `undefined` leaves a member out. */
  proof(
    call: { readonly method: string; readonly path: string; readonly token: string },
    { claims = {}, header = {} }: { claims?: Record<string, unknown>; header?: Record<string, unknown> } = {},
  ): Promise<string> {
    const iat = Math.floor(Date.now() / 1000);
    const about = { htm: call.method, htu: ORIGIN + call.path, ath: sha256(call.token) };
    return new SignJWT({ ...about, iat, jti: randomUUID(), nonce: this.nonces.current(), ...claims })
      .setProtectedHeader({ alg: this.alg, typ: 'dpop+jwt', jwk: this.jwk, ...header })
      .sign(this.privateKey);
  }
}

type Method = 'GET' | 'POST' | 'PUT' | 'DELETE';

/** An answer of the door. */
export interface Answer {
  readonly status: number;
  readonly headers: Headers;
  readonly body: Partial<Problem> & Readonly<Record<string, unknown>>;
}

/** The phone’s door on the memory store. */
export class PhoneDoor {
  readonly clock = new MovableClock();
  readonly limits = new AddingLimits();
  readonly registry = new EditableRegistry();
  readonly store = memoryStore(this.clock);
  readonly secrets = new Secrets([{ kid: 'k1', secret: randomBytes(32) }], randomBytes(32));
  readonly nonces = new ProofNonces(this.secrets, this.clock);
  #nest: NestFastifyApplication | undefined;
  #url = '';

  async open(): Promise<void> {
    const { store, registry, secrets, limits } = this;
    const weigher = new RiskJudge(new Places({ mobileNetworks: networkList([]), mobileOperators: [] }), 300);
    const broker = new PhoneBroker(store, registry, secrets, ORIGIN, UNHEARD, weigher);
    const codes = new RequestCodes(store.documents, secrets);
    const notifications = new Notifications(store.documents, secrets);
    const computers = this.#computers();
    const parts = { ...store, registry, secrets, limits, callbacks: UNHEARD, codes, notifications, computers };
    const providers = [
      { provide: PhoneBroker, useValue: broker },
      { provide: SecondScan, useValue: new SecondScan(store.sessions, secrets, ORIGIN) },
      { provide: SentRequests, useValue: new SentRequests({ ...parts, desktops: this.#desktops() }) },
      { provide: RequestCodes, useValue: codes },
      { provide: Notifications, useValue: notifications },
      { provide: SignIns, useValue: new SignIns(parts) },
      { provide: Computers, useValue: computers },
      { provide: REGISTRY, useValue: this.registry },
      { provide: SESSIONS, useValue: this.store.sessions },
      { provide: DOCUMENTS, useValue: this.store.documents },
      { provide: LIMITS, useValue: this.limits },
      { provide: LOCKS, useValue: this.store.locks },
      // Apps behind this door bring their keys along in the registry.
      { provide: FETCH_KEYS, useValue: fetch },
      { provide: CLOCK, useValue: this.clock },
      { provide: Secrets, useValue: this.secrets },
      { provide: BROKER_ORIGIN, useValue: ORIGIN },
    ];
    @Global()
    @Module({ providers, exports: providers })
    class World {}
    const testing = await Test.createTestingModule({ imports: [World, PhoneModule] }).compile();
    const nest = testing.createNestApplication<NestFastifyApplication>(new FastifyAdapter());
    nest.useGlobalPipes(new ValidationPipe({ whitelist: true, forbidNonWhitelisted: true, transform: true }));
    nest.useGlobalFilters(new ProblemsFilter(ORIGIN));
    await nest.listen(0, '127.0.0.1');
    this.#url = await nest.getUrl();
    this.#nest = nest;
  }

  async close(): Promise<void> {
    await this.#nest?.close();
  }

  /** The nonce of this stretch of time; of others before it, or still to come. */
  nonceOf(windowsAhead: number): string {
    return this.secrets.dpopNonce(Math.floor(this.clock.nowMs() / WINDOW_MS) + windowsAhead);
  }

  /** A page begins to wait; returns the text of its code. */
  async code(): Promise<{ readonly sessionId: string; readonly qr: string }> {
    const started = await this.#desktops().start({
      clientId: 'etax',
      by: 'page',
      purpose: 'login',
      scope: 'openid',
      codeChallenge: 'x'.repeat(43),
      userAgent: 'Mozilla/5.0 (Windows NT 10.0; Win64; x64) AppleWebKit/537.36 Chrome/156.0.0.0 Safari/537.36',
      address: '203.0.113.77',
    });
    const { session_id: sessionId, created_at } = unwrap(started).snapshot.record;
    const elapsedMs = this.clock.nowMs() - Number(created_at);
    const mac = createHmac('sha256', this.secrets.frameKey('k1', sessionId));
    const frame = frameText(mac.update(frameMessage(frameIndex(elapsedMs))).digest());
    return { sessionId, qr: encodeQrText({ origin: ORIGIN, sessionId, frame }) };
  }

  #desktops(): DesktopBroker {
    const signer = { sign: () => '', verify: () => undefined };
    const random = { bytes: (length: number) => randomBytes(length) };
    const { sessions, documents } = this.store;
    const rest = [signer, random, this.clock, this.#computers()] as const;
    return new DesktopBroker(sessions, documents, this.registry, this.secrets, ...rest);
  }

  #computers(): Computers {
    return new Computers({ ...this.store, secrets: this.secrets, registry: this.registry, report: () => undefined });
  }

  /** One call, with exactly these headers. */
  async call(method: Method, path: string, headers: Record<string, string>, body?: object): Promise<Answer> {
    const response = await fetch(this.#url + path, {
      method,
      headers: { ...headers, ...(body && { 'content-type': 'application/json' }) },
      ...(body && { body: JSON.stringify(body) }),
    });
    const text = await response.text();
    const answer = (text === '' ? {} : JSON.parse(text)) as Answer['body'];
    return { status: response.status, headers: response.headers, body: answer };
  }
}
