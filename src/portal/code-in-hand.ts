import Provider from 'oidc-provider';
import type { CodeOwner } from '../core/portal-broker.js';

/**
 * The session that one request of the library's is about. The library asks an adapter for a code or a token and then others
 * for its grant and its account; all of them are the same session, so it is read once and kept in hand for the request.
 */
export class CodeInHand {
  readonly #owners = new WeakMap<object, CodeOwner>();

  keep(owner: CodeOwner): void {
    const { ctx } = Provider;
    if (ctx) this.#owners.set(ctx, owner);
  }

  get(sessionId: string | undefined): CodeOwner | undefined {
    const { ctx } = Provider;
    const owner = ctx && this.#owners.get(ctx);
    return sessionId !== undefined && owner?.sessionId === sessionId ? owner : undefined;
  }
}
