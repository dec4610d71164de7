import { lookup, type LookupAddress } from 'node:dns';
import { isIP, type LookupFunction } from 'node:net';
import { Agent, buildConnector } from 'undici';
import { PublicAddresses } from './public-addresses.js';

/** One thing to tell, as HTTP carries it. */
export interface Message {
  readonly headers: Readonly<Record<string, string>>;
  readonly body: string;
}

/** What came of one attempt: the status, or why there was none. */
export type Answer = { readonly status: number } | { readonly failure: string };

/** Asks the system's resolver; tests ask another. */
export type Resolve = (
  name: string,
  told: (error: NodeJS.ErrnoException | null, addresses: LookupAddress[]) => void,
) => void;

/** Nothing is waited for longer. A service that takes a sign-out needs a fraction. */
const CONNECT_MS = 3_000;
const ATTEMPT_MS = 5_000;

/** A service that is slow has so many of our connections at most; others wait for one of them. */
const CONNECTIONS_TO_ONE = 16;

/** What is said beyond the status is of no use here, and might be endless. */
const BODY_BYTES = 4_096;

/** The name or the number of an address leads where nothing is to be told. */
class AddressRefused extends Error {
  override readonly name = 'AddressRefused';
  readonly code = 'ADDRESS_NOT_ALLOWED';
}

/**
 * Calls services of others. Every connection is made to an address that was looked at just before, and to no other that the
 * name might lead to by then; nobody is followed anywhere.
 */
export class Poster {
  readonly #agent: Agent;
  readonly #attemptMs: number;

  constructor(
    private readonly addresses: PublicAddresses,
    {
      attemptMs = ATTEMPT_MS,
      resolve = resolveByName,
    }: { readonly attemptMs?: number; readonly resolve?: Resolve } = {},
  ) {
    this.#attemptMs = attemptMs;
    const connectors: Readonly<Record<string, buildConnector.connector>> = {
      'http:': this.#connector('http:', resolve),
      'https:': this.#connector('https:', resolve),
    };
    this.#agent = new Agent({
      connections: CONNECTIONS_TO_ONE,
      // One call, one connection, one look at the address.
      pipelining: 0,
      connect: (options, connected) => {
        const { hostname, protocol } = options;
        const connect = connectors[protocol];
        // No name, so the resolver is never asked.
        if (!connect || (isIP(hostname) > 0 && !addresses.allow(hostname, protocol))) {
          connected(new AddressRefused(), null);
        } else connect(options, connected);
      },
    });
  }

  /** One that reaches what is public, and these networks: addresses or CIDR ranges. */
  static to(networks: readonly string[]): Poster {
    return new Poster(new PublicAddresses(networks));
  }

  /** One attempt. Never rejects, and says nothing of what was sent. */
  async post(url: string, { headers, body }: Message): Promise<Answer> {
    try {
      const { origin, pathname, search } = new URL(url);
      const signal = AbortSignal.timeout(this.#attemptMs);
      const answer = await this.#agent.request({
        origin,
        path: pathname + search,
        method: 'POST',
        headers,
        body,
        signal,
      });
      await answer.body.dump({ limit: BODY_BYTES, signal }).catch(() => undefined);
      return { status: answer.statusCode };
    } catch (error) {
      return { failure: failureOf(error) };
    }
  }

  /** What is on its way fails. */
  destroy(): Promise<void> {
    return this.#agent.destroy();
  }

  #connector(scheme: string, resolve: Resolve): buildConnector.connector {
    const guarded: LookupFunction = (name, options, told) => {
      resolve(name, (error, found) => {
        const allowed = found.filter(({ address }) => this.addresses.allow(address, scheme));
        const [first] = allowed;
        if (error) told(error, []);
        else if (!first) told(new AddressRefused(), []);
        else if (options.all) told(null, allowed);
        else told(null, first.address, first.family);
      });
    };
    return buildConnector({ timeout: CONNECT_MS, lookup: guarded, autoSelectFamily: true });
  }
}

const resolveByName: Resolve = (name, told) => {
  lookup(name, { all: true }, (error, addresses) => told(error, error ? [] : addresses));
};

/** `ECONNREFUSED`, `TimeoutError`, …: never the message, which may quote the address. */
function failureOf(error: unknown): string {
  const { name, code } = error as { readonly name?: string; readonly code?: unknown };
  return typeof code === 'string' ? code : (name ?? 'unknown');
}
