import type { App, Operator, Portal, PortalAuth } from '../core/ports.js';
import { networkList } from './network-list.js';
import { DEFAULT_POLICY, toPolicyRule } from './policy.js';
import type { AppDto, AuthDto, OperatorDto, PortalDto } from './registry.dto.js';

const HOUR_MS = 3_600_000;

/** A sound portal of the file as the broker knows it. */
export function toPortal(dto: PortalDto, apps: readonly AppDto[]): Portal {
  const trusted = apps.filter(({ id }) => dto.trusted_apps.includes(id));
  return {
    clientId: dto.client_id,
    names: { zh: dto.names.zh, en: dto.names.en },
    ...(dto.logo !== undefined && { logo: dto.logo }),
    domain: dto.domain ?? dto.redirect_uris.map((uri) => new URL(uri).host)[0] ?? '',
    origins: dto.origins,
    frameAncestors: dto.frame_ancestors,
    redirectUris: dto.redirect_uris,
    auth: toAuth(dto.client_auth),
    purposes: dto.purposes,
    trustedApps: trusted.map(({ issuer }) => issuer),
    trustedRealms: dto.trusted_realms ?? [...new Set(trusted.map(({ realm }) => realm))],
    startedBy: dto.started_by,
    confirmOnDesktop: dto.confirm_on_desktop,
    policy: dto.policy?.map(toPolicyRule) ?? DEFAULT_POLICY,
    ...(dto.networks && { networks: networkList(dto.networks) }),
    subjectType: dto.subject_type,
    showName: dto.show_name,
    signedInMs: dto.signed_in_hours * HOUR_MS,
    refreshTokens: dto.refresh_tokens,
    dpopBound: dto.dpop_bound_access_tokens,
    pushedRequestsOnly: dto.require_pushed_authorization_requests,
    desktopKey: dto.desktop_key,
    trustedDesktops: dto.trusted_desktops,
    postLogoutRedirectUris: dto.post_logout_redirect_uris,
    ...(dto.backchannel_logout_uri !== undefined && { backchannelLogoutUri: dto.backchannel_logout_uri }),
    delivery:
      dto.backchannel_token_delivery_mode === 'ping'
        ? { pingUri: dto.backchannel_client_notification_endpoint ?? '' }
        : 'poll',
    needsRequestCode: dto.backchannel_user_code_parameter,
    auditDetails: dto.audit_details,
  };
}

/** A sound app of the file as the broker knows it. */
export function toApp(dto: AppDto): App {
  return {
    appId: dto.id,
    names: { zh: dto.names.zh, en: dto.names.en },
    realm: dto.realm,
    issuer: dto.issuer,
    keys: dto.jwks ? { jwks: dto.jwks } : { jwksUri: dto.jwks_uri ?? '' },
    audience: dto.audience,
    tokenType: dto.token_type,
    purposes: dto.purposes,
    amr: dto.amr,
    ...(dto.acr && { acr: dto.acr }),
    channel: dto.channel,
    ...(dto.host && { host: { zh: dto.host.zh, en: dto.host.en } }),
    ...(dto.scan_link !== undefined && { scanLink: dto.scan_link }),
    ...(dto.push_uri !== undefined && { pushUri: dto.push_uri }),
  };
}

/** A sound operator of the file as the broker knows them. */
export function toOperator({ id, token_sha256 }: OperatorDto): Operator {
  return { operatorId: id, tokenSha256: [token_sha256].flat() };
}

function toAuth(dto: AuthDto): PortalAuth {
  switch (dto.method) {
    case 'none':
      return { method: 'none' };
    case 'client_secret_basic':
    case 'client_secret_post':
      return { method: dto.method, secretSha256: [dto.secret_sha256].flat().map((hash) => hash.toLowerCase()) };
    case 'private_key_jwt':
      return {
        method: 'private_key_jwt',
        ...(dto.jwks !== undefined && { jwks: dto.jwks }),
        ...(dto.jwks_uri !== undefined && { jwksUri: dto.jwks_uri }),
      };
  }
}
