import type { KoaContextWithOIDC } from 'oidc-provider';
import type { PortalBroker } from '../core/portal-broker.js';
import { type DocumentStore, StoreUnavailable } from '../core/ports.js';
import type { SessionInHand } from './session-in-hand.js';
import { maySpend } from './store-away.js';

type Middleware = (ctx: KoaContextWithOIDC, next: () => Promise<unknown>) => Promise<void>;

/** As long as any code lives, and longer: whoever has one must not fill the trail with it. */
const NOTED_MS = 10 * 60_000;

/**
 * Puts on record that somebody came with the right code and the wrong verifier, address, client or key, which is what a
 * stolen code looks like. The library refuses it before the session is asked. To be used as a middleware of the library's.
 * @see RFC 9700 §4.5
 */
export function noteMisusedCodes(broker: PortalBroker, documents: DocumentStore, inHand: SessionInHand): Middleware {
  return async (ctx, next) => {
    await next();
    // Absent where no route of the library's answered.
    const oidc = ctx.oidc as KoaContextWithOIDC['oidc'] | undefined;
    if (oidc?.route !== 'token' || ctx.status !== 400 || maySpend(ctx)) return;
    const found = inHand.of(ctx);
    if (found?.record?.state !== 'approved' || found.record.flow !== undefined) return;
    try {
      if (await documents.putIfAbsent(`misused:${found.sessionId}`, '1', NOTED_MS)) await broker.misuse(found);
    } catch (error) {
      // The answer stands, also where it cannot be noted.
      if (!(error instanceof StoreUnavailable)) throw error;
    }
  };
}
