import { Inject, Logger, Module, type OnModuleInit } from '@nestjs/common';
import { HttpAdapterHost } from '@nestjs/core';
import type { FastifyInstance } from 'fastify';
import Provider from 'oidc-provider';
import { mountProvider } from './mount.js';
import { Visitors } from './visitors.js';

/**
 * Door 3. A portal's backend calls it, with any OpenID Connect client library.
 * It proves itself with its client authentication, and each code with the verifier of its challenge (PKCE).
 * It gets an access token for itself to start sessions, and for each approved session one ID token.
 * It can never approve, never get a second token for a code, never use another portal's code.
 * Whoever replays a code ends what came of it.
 */
@Module({})
export class PortalModule implements OnModuleInit {
  readonly #logger = new Logger('portal');

  constructor(
    @Inject(HttpAdapterHost) private readonly host: HttpAdapterHost,
    @Inject(Provider) private readonly provider: Provider,
    @Inject(Visitors) private readonly visitors: Visitors,
  ) {}

  async onModuleInit(): Promise<void> {
    this.provider.on('server_error', (_ctx: unknown, error: Error) => {
      this.#logger.error(error.stack);
    });
    await mountProvider(this.host.httpAdapter.getInstance<FastifyInstance>(), this.provider, this.visitors);
  }
}
