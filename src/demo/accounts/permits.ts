import type { FastifyReply, FastifyRequest } from 'fastify';
import { cookie, setCookie } from '../web/cookies.js';
import { ExpiringMap } from '../web/expiring-map.js';
import { randomId } from '../web/random-id.js';

/** From the proof to the new password. */
const PERMIT_MS = 5 * 60_000;
const MOST = 10_000;
const COOKIE = 'permit';

/** Leave to set one password, once. */
export interface Permit<About> {
  /** For the form that is shown under it, which sends it back: no secret. */
  readonly id: string;
  /** Whose password, and what the site wants to know of the proof. */
  readonly about: About;
  /** By `performance.now()`. */
  readonly endsAtMs: number;
}

/**
 * Who may set a password at one site, because they have just proved something. Each permit lives under a cookie that is
 * made when it is granted: whoever planted another cookie in that browser before, or copied one, has no part in it.
 */
export class Permits<About> {
  readonly #permits = new ExpiringMap<Permit<About>>(PERMIT_MS, MOST);
  readonly #cookies: { readonly path: string; readonly secure: boolean };

  constructor(cookies: { readonly path: string; readonly secure: boolean }) {
    this.#cookies = cookies;
  }

  /** To the browser that came with the proof, from now on for five minutes, in the place of the one it had. */
  grant(request: FastifyRequest, reply: FastifyReply, about: About): void {
    this.#permits.take(keyIn(request));
    const key = randomId();
    this.#permits.set(key, { id: randomId(), about, endsAtMs: performance.now() + PERMIT_MS });
    setCookie(reply, COOKIE, key, { ...this.#cookies, lifeSeconds: PERMIT_MS / 1_000 });
  }

  /** What this browser may set now, for the page with the form. */
  of(request: FastifyRequest): Permit<About> | undefined {
    const permit = this.#permits.get(keyIn(request));
    return permit && permit.endsAtMs > performance.now() ? permit : undefined;
  }

  /**
   * Uses it up, before anything is set: of two forms that are sent at once, one has it.
   * @param id from the form: what was shown for one account never sets the password of another
   */
  take(request: FastifyRequest, id: string): Permit<About> | undefined {
    const permit = this.of(request);
    if (permit?.id !== id) return undefined;
    this.#permits.take(keyIn(request));
    return permit;
  }

  /** Nothing was set under it, so it can be taken again. It ends when it would have ended. */
  giveBack(request: FastifyRequest, permit: Permit<About>): void {
    this.#permits.set(keyIn(request), permit);
  }

  /** Takes it from this browser, e.g. because it goes on to another account. */
  withdraw(request: FastifyRequest): void {
    this.#permits.take(keyIn(request));
  }
}

const keyIn = (request: FastifyRequest): string => cookie(request, COOKIE) ?? '';
