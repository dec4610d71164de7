import type { Agent } from 'undici';
import { guardedAgent, type Resolve } from './guarded-agent.js';
import { PublicAddresses } from './public-addresses.js';

/** One thing to tell, as HTTP carries it. */
export interface Message {
  readonly headers: Readonly<Record<string, string>>;
  readonly body: string;
}

/** What came of one attempt: the status, or why there was none. */
export type Answer = { readonly status: number } | { readonly failure: string };

/** A service that takes a sign-out needs a fraction. */
const ATTEMPT_MS = 5_000;

/** What is said beyond the status is of no use here, and might be endless. */
const BODY_BYTES = 4_096;

/** Tells services of others, where they may be. */
export class Poster {
  readonly #agent: Agent;
  readonly #attemptMs: number;

  constructor(
    addresses: PublicAddresses,
    { attemptMs = ATTEMPT_MS, resolve }: { readonly attemptMs?: number; readonly resolve?: Resolve } = {},
  ) {
    this.#attemptMs = attemptMs;
    this.#agent = guardedAgent(addresses, resolve);
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
}

/** `ECONNREFUSED`, `TimeoutError`, …: never the message, which may quote the address. */
function failureOf(error: unknown): string {
  const { name, code } = error as { readonly name?: string; readonly code?: unknown };
  return typeof code === 'string' ? code : (name ?? 'unknown');
}
