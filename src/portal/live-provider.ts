import type { IncomingMessage, ServerResponse } from 'node:http';
import { Logger } from '@nestjs/common';
import type Provider from 'oidc-provider';
import type { KeysNow } from '../platform/live-keys.js';

type Handle = (request: IncomingMessage, response: ServerResponse) => Promise<void>;

interface Made {
  readonly keys: KeysNow;
  readonly provider: Provider;
  readonly handle: Handle;
}

/**
 * The OAuth library with the keys of the moment. It takes its keys when it is made, so another one is made when they change;
 * it keeps nothing that the store does not have. A request ends with the one that it began with.
 */
export class LiveProvider {
  readonly #logger = new Logger('portal');
  #made: Made;

  constructor(
    private readonly keysNow: () => KeysNow,
    private readonly make: (keys: KeysNow) => Provider,
  ) {
    this.#made = this.#makeWith(keysNow());
  }

  get current(): Provider {
    return this.#latest().provider;
  }

  /** Answers a request of OAuth's. */
  handle(request: IncomingMessage, response: ServerResponse): Promise<void> {
    return this.#latest().handle(request, response);
  }

  #latest(): Made {
    const keys = this.keysNow();
    if (keys !== this.#made.keys) this.#made = this.#makeWith(keys);
    return this.#made;
  }

  #makeWith(keys: KeysNow): Made {
    const provider = this.make(keys);
    provider.on('server_error', (_ctx: unknown, error: Error) => {
      this.#logger.error(error.stack);
    });
    return { keys, provider, handle: provider.callback() };
  }
}
