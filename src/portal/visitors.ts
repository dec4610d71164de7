import type { IncomingMessage } from 'node:http';
import { userAgentOf } from '../platform/user-agent.js';

/** Who calls, as the server sees them. */
export interface Visitor {
  readonly address: string;
  readonly userAgent?: string;
}

/** Whose request each one is: the library sees the bare request, the server knows which proxies to believe. */
export class Visitors {
  readonly #visitors = new WeakMap<IncomingMessage, Visitor>();

  note(request: IncomingMessage, address: string): void {
    this.#visitors.set(request, { address, ...userAgentOf(request.headers) });
  }

  of(request: IncomingMessage): Visitor {
    return this.#visitors.get(request) ?? { address: 'unknown' };
  }
}
