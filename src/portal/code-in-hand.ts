import Provider from 'oidc-provider';
import type { CodeOwner } from '../core/portal-broker.js';

/**
 * The session whose code one token request is about. The library asks an adapter for the code and then another for
 * its grant and its account; all three are the same session, so it is read once and kept in hand for the request.
 */
export class CodeInHand {
  readonly #owners = new WeakMap<object, CodeOwner>();

  keep(owner: CodeOwner): void {
    const { ctx } = Provider;
    if (ctx) this.#owners.set(ctx, owner);
  }

  get(sessionId: string): CodeOwner | undefined {
    const { ctx } = Provider;
    const owner = ctx && this.#owners.get(ctx);
    return owner?.sessionId === sessionId ? owner : undefined;
  }
}
