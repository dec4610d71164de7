import { Inject, Logger, Module, type OnModuleInit } from '@nestjs/common';
import { HttpAdapterHost } from '@nestjs/core';
import type { FastifyInstance } from 'fastify';
import Provider from 'oidc-provider';
import type { Registry } from '../core/ports.js';
import { Secrets } from '../core/secrets.js';
import { SessionView } from '../core/session-view.js';
import { BROKER_ORIGIN, REGISTRY } from '../core/tokens.js';
import { ElementScript } from './hosted/element-script.js';
import { LoginController } from './hosted/login.controller.js';
import { OpenLogins } from './hosted/open-logins.js';
import { mountProvider } from './mount.js';
import { Visitors } from './visitors.js';

/**
 * Door 3. A portal's backend calls it, with any OpenID Connect client library, or sends its people's browsers.
 * It proves itself with its client authentication, and each code with the verifier of its challenge (PKCE).
 * It gets an access token for itself to start sessions, and for each approved session one ID token.
 * It can never approve, never get a second token for a code, never use another portal's code.
 * Whoever replays a code ends what came of it.
 */
@Module({
  controllers: [LoginController],
  providers: [
    ElementScript,
    OpenLogins,
    {
      provide: SessionView,
      inject: [Secrets, REGISTRY, BROKER_ORIGIN],
      useFactory: (secrets: Secrets, registry: Registry, origin: string) => new SessionView(secrets, registry, origin),
    },
  ],
})
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
