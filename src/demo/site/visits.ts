import type { FastifyReply, FastifyRequest } from 'fastify';
import { cookie, setCookie } from '../web/cookies.js';
import { ExpiringMap } from '../web/expiring-map.js';
import { isId, randomId } from '../web/random-id.js';

const COOKIE = 'visit';
const VISIT_MS = 30 * 60_000;
const MOST = 10_000;

/** Who is signed in at a site, each in a browser that its cookie recognises. */
export class Visits<Visitor> {
  readonly #visits = new ExpiringMap<Visitor>(VISIT_MS, MOST);
  readonly #cookies: { readonly path: string; readonly secure: boolean };

  constructor(cookies: { path: string; secure: boolean }) {
    this.#cookies = cookies;
  }

  of(request: FastifyRequest): Visitor | undefined {
    return this.#visits.get(cookie(request, COOKIE) ?? '');
  }

  /** Signs in, under a new cookie: one that was there before, whoever set it, is worth nothing from now on. */
  enter(request: FastifyRequest, reply: FastifyReply, visitor: Visitor): void {
    this.#visits.take(cookie(request, COOKIE) ?? '');
    const id = randomId();
    this.#visits.set(id, visitor);
    setCookie(reply, COOKIE, id, this.#cookies);
  }

  leave(request: FastifyRequest, reply: FastifyReply): void {
    this.#visits.take(cookie(request, COOKIE) ?? '');
    setCookie(reply, COOKIE, '', { ...this.#cookies, lifeSeconds: 0 });
  }

  /** Signs out, wherever they are, all visitors of whom this is true; but not the browser of `request`, if one is given. */
  end(isOver: (visitor: Visitor) => boolean, request?: FastifyRequest): void {
    const own = request && cookie(request, COOKIE);
    this.#visits.deleteWhere((visitor, id) => !(isId(own) && id === own) && isOver(visitor));
  }
}
