import type { IncomingMessage, ServerResponse } from 'node:http';
import { Inject, Injectable } from '@nestjs/common';
import { errors } from 'oidc-provider';
import type { Portal, Registry } from '../../core/ports.js';
import { REGISTRY } from '../../core/tokens.js';
import { LiveProvider } from '../live-provider.js';
import { LOGIN_MS } from './hosted-logins.js';
import type { LoginRequest } from './login-request.js';

/** A request that waits before a page, in the browser that brought it. */
export interface OpenLogin {
  readonly request: LoginRequest;
  readonly portal: Portal;
  /** Until the page goes back by itself; 0 in the minute thereafter. */
  readonly remainingMs: number;
  /** It is over for good: whoever comes back to the page is told so. */
  end(): Promise<void>;
}

/** What is open at the hosted page. */
@Injectable()
export class OpenLogins {
  constructor(
    @Inject(LiveProvider) private readonly provider: LiveProvider,
    @Inject(REGISTRY) private readonly registry: Registry,
  ) {}

  /**
   * The request with this id, for the browser whose cookie says so; for any other there is none.
   * @throws StoreUnavailable
   */
  async find(uid: string, request: IncomingMessage, response: ServerResponse): Promise<OpenLogin | undefined> {
    const interaction = await this.provider.current.interactionDetails(request, response).catch((error: unknown) => {
      if (error instanceof errors.SessionNotFound) return undefined;
      throw error;
    });
    if (interaction?.uid !== uid) return undefined;
    const params = interaction.params as unknown as LoginRequest;
    const portal = this.registry.portal(params.client_id);
    // Whoever was taken out of the registry meanwhile gets nobody back.
    if (!portal?.startedBy.includes('redirect') || !portal.redirectUris.includes(params.redirect_uri)) return undefined;
    return {
      request: params,
      portal,
      remainingMs: Math.max(0, (interaction.iat ?? 0) * 1_000 + LOGIN_MS - Date.now()),
      end: () => interaction.destroy(),
    };
  }
}
