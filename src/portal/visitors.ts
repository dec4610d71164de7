import type { IncomingMessage } from 'node:http';

/** Who calls, as the server sees them. */
export interface Visitor {
  readonly address: string;
  readonly userAgent?: string;
}

/** A browser that says more of itself than this says it to no purpose. */
const MAX_USER_AGENT_LENGTH = 512;

/** Whose request each one is: the library sees the bare request, the server knows which proxies to believe. */
export class Visitors {
  readonly #visitors = new WeakMap<IncomingMessage, Visitor>();

  note(request: IncomingMessage, address: string): void {
    const userAgent = request.headers['user-agent']?.slice(0, MAX_USER_AGENT_LENGTH);
    this.#visitors.set(request, { address, ...(userAgent !== undefined && { userAgent }) });
  }

  of(request: IncomingMessage): Visitor {
    return this.#visitors.get(request) ?? { address: 'unknown' };
  }
}
