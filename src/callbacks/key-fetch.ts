import type { Agent } from 'undici';
import { guardedAgent, type Resolve } from './guarded-agent.js';
import { PublicAddresses } from './public-addresses.js';

/** A person is looking at the phone meanwhile. */
const FETCH_MS = 3_000;

/** A set with a dozen RSA keys and their certificates has about 30 kB. */
const LONGEST_SET = 65_536;

/** What of an answer is of use to who keeps keys. */
const HEADERS = ['content-type', 'cache-control', 'expires'];

/** Statuses whose answers have no body (Fetch §2.2.6). */
const WITHOUT_BODY = [204, 205, 304];

/** More came than keys are. */
class TooLong extends Error {
  override readonly name = 'TooLong';
  readonly code = 'ANSWER_TOO_LONG';
}

/**
 * Fetches public keys of portals and apps from where they are registered, which is where they may be told things too
 * ({@link PublicAddresses}): a `jwks_uri` is somebody's word, and what a name leads to is anybody's.
 */
export class KeyFetch {
  readonly #agent: Agent;
  readonly #fetchMs: number;

  constructor(
    addresses: PublicAddresses,
    { fetchMs = FETCH_MS, resolve }: { readonly fetchMs?: number; readonly resolve?: Resolve } = {},
  ) {
    this.#fetchMs = fetchMs;
    this.#agent = guardedAgent(addresses, resolve);
  }

  /** One that reaches what is public, and these networks: addresses or CIDR ranges. */
  static to(networks: readonly string[]): KeyFetch {
    return new KeyFetch(new PublicAddresses(networks));
  }

  /** The answer as it came; a redirect is one, and is not followed. Rejects when there is none in time, or no end of it. */
  readonly fetch = async (uri: string): Promise<Response> => {
    const { origin, pathname, search } = new URL(uri);
    const { statusCode, headers, body } = await this.#agent.request({
      origin,
      path: pathname + search,
      method: 'GET',
      headers: { accept: 'application/jwk-set+json, application/json' },
      signal: AbortSignal.timeout(this.#fetchMs),
    });
    const parts: Uint8Array<ArrayBuffer>[] = [];
    let length = 0;
    for await (const part of body as AsyncIterable<Uint8Array<ArrayBuffer>>) {
      length += part.length;
      if (length > LONGEST_SET) throw new TooLong();
      parts.push(part);
    }
    return new Response(WITHOUT_BODY.includes(statusCode) ? null : new Blob(parts), {
      status: statusCode,
      headers: HEADERS.flatMap((name) => [headers[name] ?? []].flat().map((value): [string, string] => [name, value])),
    });
  };

  /** What is on its way fails. */
  destroy(): Promise<void> {
    return this.#agent.destroy();
  }
}
