import { Inject, Module, type OnModuleInit } from '@nestjs/common';
import { HttpAdapterHost } from '@nestjs/core';
import type { FastifyInstance } from 'fastify';
import { ProofModule } from '../proof/proof.module.js';
import { ElementScript } from './hosted/element-script.js';
import { LoginController } from './hosted/login.controller.js';
import { OpenLogins } from './hosted/open-logins.js';
import { LiveProvider } from './live-provider.js';
import { mountProvider } from './mount.js';
import { Visitors } from './visitors.js';

/**
 * Door 3. Any OpenID Connect or OAuth client of a portal's calls it.
 * Its backend proves itself with its client authentication and each code with the verifier of its challenge (PKCE); it
 * starts sessions, names a person to be asked (CIBA), and gets for each approved session its tokens.
 * Its device has no page and often no secret: its device code alone says which session it polls for (RFC 8628).
 * A person's browser comes to the hosted page, proves by a cookie that the request is its own, and leaves with a code.
 * Whoever refreshes proves the client's credentials, or the key that the tokens are bound to (DPoP).
 * None of them can approve, redeem what is another portal's, or use a code or a refresh token twice: who tries that ends
 * what came of it.
 */
@Module({
  imports: [ProofModule],
  controllers: [LoginController],
  providers: [ElementScript, OpenLogins],
})
export class PortalModule implements OnModuleInit {
  constructor(
    @Inject(HttpAdapterHost) private readonly host: HttpAdapterHost,
    @Inject(LiveProvider) private readonly provider: LiveProvider,
    @Inject(Visitors) private readonly visitors: Visitors,
  ) {}

  async onModuleInit(): Promise<void> {
    await mountProvider(this.host.httpAdapter.getInstance<FastifyInstance>(), this.provider, this.visitors);
  }
}
