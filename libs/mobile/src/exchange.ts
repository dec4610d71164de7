import { onAbort, stopIfAborted } from './aborted.js';
import { PhoneError } from './phone-error.js';
import type { PhoneFetch, PhoneRequest } from './phone-fetch.js';

/** After this an attempt counts as lost: nobody watches a phone "connecting" for longer. */
const ATTEMPT_MS = 10_000;

/** An answer that arrived to its last byte. */
export interface Answer {
  readonly status: number;
  /** As the broker or a proxy sent it. */
  readonly retryAfter: string | null;
  /** What the next proof must name. */
  readonly nonce: string | null;
  readonly text: string;
}

/**
 * Sends one request and reads the whole answer. Rejects with `network` when that fails or takes too long: the request
 * may have arrived all the same. Gives up on abort even where the platform's fetch knows nothing of signals.
 */
export async function exchange(fetch: PhoneFetch, url: string, request: PhoneRequest): Promise<Answer> {
  const { signal } = request;
  stopIfAborted(signal);
  let lift = (): void => undefined;
  try {
    return await new Promise((resolve, reject) => {
      const timer = setTimeout(() => {
        reject(new PhoneError('network', 'no answer in time'));
      }, ATTEMPT_MS);
      const forget = onAbort(signal, reject);
      lift = () => {
        clearTimeout(timer);
        forget();
      };
      send(fetch, url, request).then(resolve, reject);
    });
  } finally {
    lift();
  }
}

async function send(fetch: PhoneFetch, url: string, request: PhoneRequest): Promise<Answer> {
  try {
    const response = await fetch(url, request);
    const { status, headers } = response;
    const [retryAfter, nonce] = [headers.get('retry-after'), headers.get('dpop-nonce')];
    return { status, retryAfter, nonce, text: await response.text() };
  } catch (cause) {
    throw new PhoneError('network', 'no answer', { cause });
  }
}
