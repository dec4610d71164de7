import type { FastifyReply, FastifyRequest } from 'fastify';
import { cookie, setCookie } from '../web/cookies.js';

const COOKIE = 'notice';
/** The next page follows at once. */
const LIFE_SECONDS = 60;

/** What the next page tells once: in a cookie, so that nobody else's link makes a page say that something was done. */
export class Notices<Word extends string> {
  readonly #words: readonly Word[];
  readonly #cookies: { readonly path: string; readonly secure: boolean };

  constructor(words: readonly Word[], cookies: { readonly path: string; readonly secure: boolean }) {
    this.#words = words;
    this.#cookies = cookies;
  }

  leave(reply: FastifyReply, word: Word): void {
    setCookie(reply, COOKIE, word, { ...this.#cookies, lifeSeconds: LIFE_SECONDS });
  }

  take(request: FastifyRequest, reply: FastifyReply): Word | undefined {
    const left = cookie(request, COOKIE);
    if (left !== undefined) setCookie(reply, COOKIE, '', { ...this.#cookies, lifeSeconds: 0 });
    return this.#words.find((word) => word === left);
  }
}
