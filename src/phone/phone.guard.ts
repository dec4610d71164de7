import type { IncomingHttpHeaders } from 'node:http';
import { type CanActivate, createParamDecorator, type ExecutionContext, Inject, Injectable } from '@nestjs/common';
import { Reflector } from '@nestjs/core';
import { PROBLEMS } from '@saoma/protocol';
import { lockedAs } from '../core/binding.js';
import { RefusedError } from '../core/outcome.js';
import type { Count, DocumentStore, LimitName, Limits, LockStore, SessionStore } from '../core/ports.js';
import { Secrets } from '../core/secrets.js';
import { DOCUMENTS, LIMITS, LOCKS, SESSIONS } from '../core/tokens.js';
import type { VerifiedPhone } from '../core/verified-phone.js';
import type { Arrival } from '../core/weighing.js';
import { type AccessToken, AccessTokenVerifier } from './access-token.js';
import { DpopProofVerifier } from '../proof/dpop-proof.js';
import { ProofNonces, REMEMBER_SPENT_MS } from '../proof/nonces.js';
import { ALGORITHMS, refuse } from '../proof/signed-token.js';

interface PhoneRequest {
  readonly method: string;
  readonly url: string;
  readonly headers: IncomingHttpHeaders;
  /** Behind the proxies that are trusted. */
  readonly ip: string;
  readonly params?: unknown;
  readonly body?: unknown;
  phone?: VerifiedPhone;
  arrival?: Arrival;
}

interface Reply {
  header(name: string, value: string): unknown;
}

type Scheme = 'DPoP' | 'Bearer';

interface Credentials {
  readonly scheme: Scheme;
  readonly token: string;
}

/** A limit that a call counts against besides the one of its phone key; counted per person. */
export const CountsPerPerson = Reflector.createDecorator<LimitName>();

/** Saying no: what a person’s other phones had refused does not stand against it. */
export const SaysNo = Reflector.createDecorator<true>();

/** What a person whom an operator has locked may not do. */
export const RefusesLocked = Reflector.createDecorator<true>();

/**
 * Which session a call is about, so that it is read in the same trip. The call is not validated by then, and names nothing
 * where there is nothing to read.
 */
export const ReadsSession =
  Reflector.createDecorator<(call: Pick<PhoneRequest, 'params' | 'body'>) => string | undefined>();

/** The phone that the guard let in. */
export const Phone = createParamDecorator((_: unknown, context: ExecutionContext): VerifiedPhone => {
  const { phone } = context.switchToHttp().getRequest<PhoneRequest>();
  if (!phone) throw new TypeError('the route lacks its guard');
  return phone;
});

/** What else the guard saw of it. */
export const Arrived = createParamDecorator((_: unknown, context: ExecutionContext): Arrival => {
  const { arrival } = context.switchToHttp().getRequest<PhoneRequest>();
  if (!arrival) throw new TypeError('the route lacks its guard');
  return arrival;
});

/**
 * Lets a call in whose access token is genuine and, where it is bound to a key, whose proof of that key is fresh and
 * unspent; and no more often than the limits allow. Refuses with `invalid_token`, `invalid_dpop_proof`, `use_dpop_nonce`,
 * `slow_down` or `subject_locked`. Every answer tells the nonce for the next proof (RFC 9449 §8.2).
 */
@Injectable()
export class PhoneGuard implements CanActivate {
  constructor(
    @Inject(AccessTokenVerifier) private readonly tokens: AccessTokenVerifier,
    @Inject(DpopProofVerifier) private readonly proofs: DpopProofVerifier,
    @Inject(ProofNonces) private readonly nonces: ProofNonces,
    @Inject(DOCUMENTS) private readonly documents: DocumentStore,
    @Inject(SESSIONS) private readonly sessions: SessionStore,
    @Inject(LIMITS) private readonly limits: Limits,
    @Inject(LOCKS) private readonly locks: LockStore,
    @Inject(Secrets) private readonly secrets: Secrets,
    @Inject(Reflector) private readonly reflector: Reflector,
  ) {}

  async canActivate(context: ExecutionContext): Promise<boolean> {
    const http = context.switchToHttp();
    const request = http.getRequest<PhoneRequest>();
    const reply = http.getResponse<Reply>();
    // Here and not on the routes, because refusals are not to be kept either.
    reply.header('Cache-Control', 'no-store');
    reply.header('DPoP-Nonce', this.nonces.current());
    const credentials = readCredentials(request.headers.authorization);
    try {
      if (!credentials) refuse('invalid_token', 'send "Authorization: DPoP <access token>"');
      const token = await this.tokens.verify(credentials.token);
      const spent = await this.#prove(credentials.scheme, token, request);
      request.arrival = await this.#count(token.phone, spent, request, context.getHandler());
      request.phone = token.phone;
      return true;
    } catch (error) {
      if (error instanceof RefusedError && PROBLEMS[error.refused.code].status === 401) {
        reply.header('WWW-Authenticate', challenge(credentials?.scheme, error.refused.code));
      }
      throw error;
    }
  }

  /**
   * No way down from DPoP to Bearer (RFC 9449 §7.2): a bound token never counts without its proof, nor does an unbound
   * one of an app that is registered with keys.
   */
  async #prove(
    scheme: Scheme,
    token: AccessToken,
    { method, url, headers }: PhoneRequest,
  ): Promise<string | undefined> {
    const { keyThumbprint: thumbprint, hash: ath } = token;
    if (scheme === 'Bearer') {
      if (thumbprint !== undefined) refuse('invalid_token', 'it is bound to a key: send it as DPoP, with a proof');
      if (token.phone.app.tokenType === 'dpop') refuse('invalid_token', 'its app is registered for DPoP');
      return undefined;
    }
    if (thumbprint === undefined) refuse('invalid_token', 'it is not bound to a key: "cnf" with "jkt" is missing');
    const [path = ''] = url.split('?', 1);
    return this.proofs.verify(single(headers['dpop']), { method, path }, { thumbprint, ath });
  }

  /** One trip for everything that is counted, noted and looked up, and only for those whose signatures were right. */
  async #count(
    phone: VerifiedPhone,
    spent: string | undefined,
    call: PhoneRequest,
    route: ReturnType<ExecutionContext['getHandler']>,
  ): Promise<Arrival> {
    const person = this.secrets.person(phone.app.realm, phone.subject);
    const perPerson = this.reflector.get(CountsPerPerson, route);
    const counts = [...callsOf(phone), ...(perPerson ? ([[perPerson, person]] as const) : [])];
    const knownWaitMs = this.limits.knownWait(...counts);
    if (knownWaitMs !== undefined) throw new RefusedError({ code: 'slow_down', retryAfterMs: knownWaitMs });
    const sessionId = this.reflector.get(ReadsSession, route)?.(call);
    const [fresh, waitMs, failedMs, isLocked, session] = await Promise.all([
      spent === undefined || this.documents.putIfAbsent(spent, '1', REMEMBER_SPENT_MS),
      this.limits.takeAll(...counts),
      this.reflector.get(SaysNo, route) ? undefined : this.limits.waitOf('failures_per_person', person),
      this.reflector.get(RefusesLocked, route) && this.#isLocked(phone),
      sessionId === undefined ? undefined : this.sessions.read(sessionId),
    ]);
    if (!fresh) refuse('invalid_dpop_proof', 'it was used before');
    const retryAfterMs = waitMs ?? failedMs;
    if (retryAfterMs !== undefined) throw new RefusedError({ code: 'slow_down', retryAfterMs });
    if (isLocked) throw new RefusedError({ code: 'subject_locked' });
    return { address: call.ip, ...(session && { session }) };
  }

  /** Under whichever name an operator locked them: their own, or one of their accounts. */
  async #isLocked(phone: VerifiedPhone): Promise<boolean> {
    const words = lockedAs(phone, this.secrets);
    const admitted = await Promise.all(words.map((word) => this.locks.admit(word, 'phone')));
    return admitted.some(({ allowed }) => !allowed);
  }
}

/** What a call counts against. Everybody who rings up comes through one telephone line, whatever keys it has. */
export function callsOf({ app, subject, phoneKey }: VerifiedPhone): readonly [Count, ...Count[]] {
  if (app.channel !== 'phone_line') return [['calls_per_phone_key', phoneKey]];
  return [
    ['calls_per_phone_key', `${app.issuer} ${subject}`],
    ['calls_per_phone_line', app.issuer],
  ];
}

function readCredentials(header: string | undefined): Credentials | undefined {
  const [, scheme, token] = /^(DPoP|Bearer) +([\w.~+/-]+=*)$/i.exec(header ?? '') ?? [];
  if (!scheme || !token) return undefined;
  return { scheme: scheme.toLowerCase() === 'dpop' ? 'DPoP' : 'Bearer', token };
}

function single(header: string | readonly string[] | undefined): string | undefined {
  return typeof header === 'string' ? header : header?.join(',');
}

/** Who sent nothing is told no error, only what to send. @see RFC 6750 §3.1, RFC 9449 §7.1 */
function challenge(scheme: Scheme | undefined, error: string): string {
  const dpop = `algs="${ALGORITHMS.join(' ')}"`;
  if (scheme === 'DPoP') return `DPoP error="${error}", ${dpop}`;
  return scheme === 'Bearer' ? `Bearer error="${error}", DPoP ${dpop}` : `DPoP ${dpop}, Bearer`;
}
