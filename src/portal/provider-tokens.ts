import type Provider from 'oidc-provider';
import type { PortalTokens } from '../core/ports.js';

/** Access tokens of portals' backends, as the library issued them. */
export class ProviderTokens implements PortalTokens {
  constructor(private readonly provider: Provider) {}

  async verify(accessToken: string, scope: string): Promise<string | undefined> {
    const token = await this.provider.ClientCredentials.find(accessToken);
    return token?.scopes.has(scope) ? token.clientId : undefined;
  }
}
