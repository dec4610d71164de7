import type { FastifyReply, FastifyRequest } from 'fastify';
import { cookie, setCookie } from '../web/cookies.js';
import { ExpiringMap } from '../web/expiring-map.js';
import { isId, randomId } from '../web/random-id.js';

const VISIT_MS = 30 * 60_000;
const MOST = 10_000;

/** Who is signed in at a site, each in a browser that its cookie recognises. */
export class Visits<Visitor> {
  readonly #visits: ExpiringMap<Visitor>;
  readonly #cookies: { readonly path: string; readonly secure: boolean };
  readonly #name: string;

  /** Also for who has come only half the way, under another cookie and for less long. */
  constructor(cookies: { path: string; secure: boolean }, { name = 'visit', lifeMs = VISIT_MS } = {}) {
    this.#cookies = cookies;
    this.#name = name;
    this.#visits = new ExpiringMap(lifeMs, MOST);
  }

  of(request: FastifyRequest): Visitor | undefined {
    return this.#visits.get(cookie(request, this.#name) ?? '');
  }

  /** Signs in, under a new cookie: one that was there before, whoever set it, is worth nothing from now on. */
  enter(request: FastifyRequest, reply: FastifyReply, visitor: Visitor): void {
    this.#visits.take(cookie(request, this.#name) ?? '');
    const id = randomId();
    this.#visits.set(id, visitor);
    setCookie(reply, this.#name, id, this.#cookies);
  }

  leave(request: FastifyRequest, reply: FastifyReply): void {
    this.#visits.take(cookie(request, this.#name) ?? '');
    setCookie(reply, this.#name, '', { ...this.#cookies, lifeSeconds: 0 });
  }

  /** Signs out, wherever they are, all visitors of whom this is true; but not the browser of `request`, if one is given. */
  end(isOver: (visitor: Visitor) => boolean, request?: FastifyRequest): void {
    const own = request && cookie(request, this.#name);
    this.#visits.deleteWhere((visitor, id) => !(isId(own) && id === own) && isOver(visitor));
  }
}
