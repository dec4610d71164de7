import type { AdapterPayload } from 'oidc-provider';
import type { DocumentStore, Portal, Registry } from '../../core/ports.js';
import { DocumentAdapter } from './document.adapter.js';

/** Portals as the library's clients, read from the registry at each look, so that a reload counts at once. */
export class ClientAdapter extends DocumentAdapter {
  constructor(
    documents: DocumentStore,
    private readonly registry: Registry,
  ) {
    super('Client', documents);
  }

  override find(id: string): Promise<AdapterPayload | undefined> {
    const portal = this.registry.portal(id);
    return Promise.resolve(portal && metadata(portal));
  }
}

/** @see OpenID Connect Dynamic Client Registration §2 */
function metadata(portal: Portal): AdapterPayload {
  const byBackend = portal.startedBy.includes('backend');
  return {
    client_id: portal.clientId,
    client_name: portal.names.en,
    redirect_uris: [...portal.redirectUris],
    response_types: ['code'],
    grant_types: ['authorization_code', ...(byBackend ? ['client_credentials'] : [])],
    scope: ['openid', 'profile', ...(byBackend ? ['sessions'] : [])].join(' '),
    token_endpoint_auth_method: portal.auth.method,
    ...credentials(portal),
  };
}

function credentials({ auth }: Portal): AdapterPayload {
  switch (auth.method) {
    case 'none':
      return {};
    case 'client_secret_basic':
    case 'client_secret_post':
      // The library wants a secret to be there; what it compares with is the hash (see provider.ts).
      return { client_secret: auth.secretSha256 };
    case 'private_key_jwt':
      return {
        ...(auth.jwks && { jwks: auth.jwks }),
        ...(auth.jwksUri !== undefined && { jwks_uri: auth.jwksUri }),
      };
  }
}
