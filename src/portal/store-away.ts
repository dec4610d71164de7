import Provider, { type Adapter, errors } from 'oidc-provider';
import { StoreUnavailable } from '../core/ports.js';

/** Seconds to stay away: the store is back, or failed over, within that. */
const RETRY_AFTER_S = '1';

/**
 * The adapter, but a store that is away is told as OAuth tells it, `temporarily_unavailable`, with 503 and
 * `Retry-After`, and not as an error of ours.
 */
export function tellStoreAway(adapter: Adapter): Adapter {
  return new Proxy(adapter, {
    get(target, name) {
      const member: unknown = Reflect.get(target, name);
      if (typeof member !== 'function') return member;
      return async (...args: unknown[]): Promise<unknown> => {
        try {
          return await (member as (...args: unknown[]) => Promise<unknown>).apply(target, args);
        } catch (error) {
          // Outside the library's own requests, whoever asked tells it in words of their own.
          throw error instanceof StoreUnavailable && Provider.ctx ? away(error) : error;
        }
      };
    },
  });
}

function away(cause: StoreUnavailable): Error {
  Provider.ctx?.set('retry-after', RETRY_AFTER_S);
  const error = new errors.TemporarilyUnavailable('the store cannot be reached; send the same request again', {
    cause,
  });
  return Object.assign(error, { status: 503, statusCode: 503 });
}
