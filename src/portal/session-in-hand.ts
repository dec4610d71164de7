import Provider from 'oidc-provider';
import type { FoundSession } from '../core/portal-broker.js';

/**
 * The session that one request of the library's is about. The library asks an adapter for a code or a token and then others
 * for its grant and its account; all of them are the same session, so it is read once and kept in hand for the request.
 */
export class SessionInHand {
  readonly #found = new WeakMap<object, FoundSession>();

  keep(found: FoundSession): void {
    const { ctx } = Provider;
    if (ctx) this.#found.set(ctx, found);
  }

  /** What the request turned out to be about. */
  of(ctx: object): FoundSession | undefined {
    return this.#found.get(ctx);
  }

  get(sessionId: string | undefined): FoundSession | undefined {
    const { ctx } = Provider;
    const found = ctx && this.#found.get(ctx);
    return sessionId !== undefined && found?.sessionId === sessionId ? found : undefined;
  }
}
