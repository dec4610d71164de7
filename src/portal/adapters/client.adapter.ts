import type { AdapterPayload } from 'oidc-provider';
import type { DocumentStore, Portal, Registry, StartedBy } from '../../core/ports.js';
import { CIBA_GRANT, DEVICE_GRANT } from '../grants.js';
import { PERSONAL_SCOPES, SCOPES } from '../scopes.js';
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
  const by = (starter: StartedBy): boolean => portal.startedBy.includes(starter);
  const byCode = portal.redirectUris.length > 0;
  return {
    client_id: portal.clientId,
    client_name: portal.names.en,
    redirect_uris: [...portal.redirectUris],
    response_types: byCode ? ['code'] : [],
    grant_types: [
      ...(byCode ? ['authorization_code'] : []),
      ...(by('backend') ? ['client_credentials'] : []),
      ...(by('device') ? [DEVICE_GRANT] : []),
      // Whoever asks for a person by name must be who they say (OpenID CIBA Core §4).
      ...(by('ciba') && portal.auth.method !== 'none' ? [CIBA_GRANT] : []),
      ...(portal.refreshTokens ? ['refresh_token'] : []),
    ],
    scope: (by('backend') ? SCOPES : PERSONAL_SCOPES).join(' '),
    token_endpoint_auth_method: portal.auth.method,
    dpop_bound_access_tokens: portal.dpopBound,
    require_pushed_authorization_requests: portal.pushedRequestsOnly,
    post_logout_redirect_uris: [...portal.postLogoutRedirectUris],
    ...(portal.backchannelLogoutUri !== undefined && { backchannel_logout_uri: portal.backchannelLogoutUri }),
    ...(by('ciba') && delivery(portal)),
    ...credentials(portal),
  };
}

/** @see OpenID CIBA Core §4 */
function delivery({ delivery, needsRequestCode }: Portal): AdapterPayload {
  return {
    backchannel_user_code_parameter: needsRequestCode,
    ...(delivery === 'poll'
      ? { backchannel_token_delivery_mode: 'poll' }
      : {
          backchannel_token_delivery_mode: 'ping',
          // The library takes https only and never calls there: we do, and the registry allows plain http to this machine.
          backchannel_client_notification_endpoint: delivery.pingUri.replace(/^http:/, 'https:'),
        }),
  };
}

function credentials({ auth }: Portal): AdapterPayload {
  switch (auth.method) {
    case 'none':
      return {};
    case 'client_secret_basic':
    case 'client_secret_post':
      // The library wants a secret to be there; what it compares with are hashes (see provider.ts).
      return { client_secret: auth.secretSha256.join(' ') };
    case 'private_key_jwt':
      return {
        ...(auth.jwks && { jwks: auth.jwks }),
        ...(auth.jwksUri !== undefined && { jwks_uri: auth.jwksUri }),
      };
  }
}
