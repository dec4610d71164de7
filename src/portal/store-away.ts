import Provider, { errors, type KoaContextWithOIDC } from 'oidc-provider';
import { StoreUnavailable } from '../core/ports.js';

/** Seconds to stay away: the store is back, or failed over, within that. */
const RETRY_AFTER_S = '1';

/**
 * The adapter, or whatever else the library asks, but a store that is away is told as OAuth tells it,
 * `temporarily_unavailable`, with 503, and not as an error of ours.
 */
export function tellStoreAway<T extends object>(asked: T): T {
  return new Proxy(asked, {
    get(target, name) {
      const member: unknown = Reflect.get(target, name);
      if (typeof member !== 'function') return member;
      return async (...args: unknown[]): Promise<unknown> => {
        try {
          return await (member as (...args: unknown[]) => Promise<unknown>).apply(target, args);
        } catch (error) {
          // Outside the library's own requests, whoever asked tells it in words of their own.
          const { ctx } = Provider;
          throw error instanceof StoreUnavailable && ctx ? away(error, ctx, name === 'consume') : error;
        }
      };
    },
  });
}

/** Before its code was touched a request may come again; from then on a repeat would be taken for a replay. */
function away(cause: StoreUnavailable, ctx: KoaContextWithOIDC, isConsuming: boolean): Error {
  const mayBeSpent = isConsuming || ctx.oidc.entities.AuthorizationCode !== undefined;
  if (!mayBeSpent) ctx.set('retry-after', RETRY_AFTER_S);
  const advice = mayBeSpent ? 'the code may be spent; start a new sign-in' : 'send the same request again';
  const error = new errors.TemporarilyUnavailable(`the store cannot be reached; ${advice}`, { cause });
  return Object.assign(error, { status: 503, statusCode: 503 });
}
