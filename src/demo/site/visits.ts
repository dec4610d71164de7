import type { FastifyReply, FastifyRequest } from 'fastify';
import { cookie, setCookie } from '../web/cookies.js';
import { ExpiringMap } from '../web/expiring-map.js';
import { isId, randomId } from '../web/random-id.js';

const VISIT_MS = 30 * 60_000;
const MOST = 10_000;

/** The broker's word for one sign-in (`sid` of an ID token), by which it may end it. */
export type SignInId = string;

interface Visit<Visitor> {
  readonly visitor: Visitor;
  /** For what can tell apart two visits, and is no secret. */
  readonly key: string;
  /** What ends it: any of these. */
  readonly sids: readonly SignInId[];
  /** The phone has signed this browser out: it is nobody's any more, and its open page may ask why. */
  isSignedOut: boolean;
}

/** Who is signed in at a site, each in a browser that its cookie recognises. */
export class Visits<Visitor> {
  readonly #visits: ExpiringMap<Visit<Visitor>>;
  readonly #cookies: { readonly path: string; readonly secure: boolean };
  readonly #name: string;

  /** Also for who has come only half the way, under another cookie and for less long. */
  constructor(cookies: { path: string; secure: boolean }, { name = 'visit', lifeMs = VISIT_MS } = {}) {
    this.#cookies = cookies;
    this.#name = name;
    this.#visits = new ExpiringMap(lifeMs, MOST);
  }

  of(request: FastifyRequest): Visitor | undefined {
    const visit = this.#visitOf(request);
    return visit?.isSignedOut === false ? visit.visitor : undefined;
  }

  /** What is known of this browser's visit if a phone can end it, also when it has: `key` stays the same throughout. */
  signInOf(request: FastifyRequest): { readonly key: string; readonly isSignedOut: boolean } | undefined {
    const visit = this.#visitOf(request);
    return visit && visit.sids.length > 0 ? visit : undefined;
  }

  /**
   * Signs in, under a new cookie: one that was there before, whoever set it, is worth nothing from now on.
   * @param sid where a phone signed them in
   */
  enter(request: FastifyRequest, reply: FastifyReply, visitor: Visitor, sid?: SignInId): void {
    this.#enter(request, reply, { visitor, key: randomId(), sids: sid === undefined ? [] : [sid], isSignedOut: false });
  }

  /** Another visitor in the same visit: what could end it still can, and so can `sid`. */
  change(request: FastifyRequest, reply: FastifyReply, visitor: Visitor, sid?: SignInId): void {
    const before = this.of(request) === undefined ? undefined : this.#visitOf(request);
    if (!before) return this.enter(request, reply, visitor, sid);
    this.#enter(request, reply, { ...before, visitor, sids: sid === undefined ? before.sids : [...before.sids, sid] });
  }

  leave(request: FastifyRequest, reply: FastifyReply): void {
    this.#visits.take(cookie(request, this.#name) ?? '');
    setCookie(reply, this.#name, '', { ...this.#cookies, lifeSeconds: 0 });
  }

  /** Signs out, wherever they are, all visitors of whom this is true; but not the browser of `request`, if one is given. */
  end(isOver: (visitor: Visitor) => boolean, request?: FastifyRequest): void {
    const own = request && cookie(request, this.#name);
    this.#visits.deleteWhere(({ visitor }, id) => !(isId(own) && id === own) && isOver(visitor));
  }

  /** Signs out who came in by this sign-in, because their phone says so. Answers the keys of what ended. */
  endSignIn(sid: SignInId): readonly string[] {
    const ended = this.#visits.values().filter(({ sids }) => sids.includes(sid));
    for (const visit of ended) visit.isSignedOut = true;
    return ended.map(({ key }) => key);
  }

  #enter(request: FastifyRequest, reply: FastifyReply, visit: Visit<Visitor>): void {
    this.#visits.take(cookie(request, this.#name) ?? '');
    const id = randomId();
    this.#visits.set(id, visit);
    setCookie(reply, this.#name, id, this.#cookies);
  }

  #visitOf(request: FastifyRequest): Visit<Visitor> | undefined {
    return this.#visits.get(cookie(request, this.#name) ?? '');
  }
}
