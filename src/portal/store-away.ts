import Provider, { errors, type KoaContextWithOIDC } from 'oidc-provider';
import { StoreUnavailable } from '../core/ports.js';

/** Seconds to stay away: the store is back, or failed over, within that. */
const RETRY_AFTER_S = '1';

/** Requests that have used, or were about to use, something that is good for one use. */
const spending = new WeakSet<object>();

/** Whether what the request came with may be used up by it. */
export const maySpend = (ctx: object): boolean => spending.has(ctx);

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
        // Outside the library's own requests, whoever asked tells it in words of their own.
        const { ctx } = Provider;
        if (ctx && name === 'consume') spending.add(ctx);
        try {
          return await (member as (...args: unknown[]) => Promise<unknown>).apply(target, args);
        } catch (error) {
          throw error instanceof StoreUnavailable && ctx ? away(error, ctx) : error;
        }
      };
    },
  });
}

/** Before anything was used a request may come again; from then on a repeat would be taken for a replay. */
function away(cause: StoreUnavailable, ctx: KoaContextWithOIDC): Error {
  const mayBeSpent = maySpend(ctx);
  if (!mayBeSpent) ctx.set('retry-after', RETRY_AFTER_S);
  const advice = mayBeSpent ? 'what was sent may be spent; start a new sign-in' : 'send the same request again';
  const error = new errors.TemporarilyUnavailable(`the store cannot be reached; ${advice}`, { cause });
  return Object.assign(error, { status: 503, statusCode: 503 });
}
