import { createHash } from 'node:crypto';
import type { JWK } from 'jose';
import Provider, { type Adapter, type JWK as ProviderJwk, type KoaContextWithOIDC } from 'oidc-provider';
import type { PollPace } from '../core/poll-pace.js';
import type { PortalBroker } from '../core/portal-broker.js';
import type { DocumentStore, FetchKeys, GrantStore, Limits, Registry } from '../core/ports.js';
import { sameText, type Secrets } from '../core/secrets.js';
import type { SentRequests } from '../core/sent-requests.js';
import type { SignIns } from '../core/sign-ins.js';
import { Accounts } from './accounts.js';
import { AccessTokenAdapter } from './adapters/access-token.adapter.js';
import { AuthorizationCodeAdapter } from './adapters/authorization-code.adapter.js';
import { ClientAdapter } from './adapters/client.adapter.js';
import { DocumentAdapter } from './adapters/document.adapter.js';
import { GrantAdapter } from './adapters/grant.adapter.js';
import { HashedAdapter } from './adapters/hashed.adapter.js';
import { PolledAdapter } from './adapters/polled.adapter.js';
import { PushedRequestAdapter } from './adapters/pushed-request.adapter.js';
import { RefreshTokenAdapter } from './adapters/refresh-token.adapter.js';
import { ReplayAdapter } from './adapters/replay.adapter.js';
import { SealedAdapter } from './adapters/sealed.adapter.js';
import { SessionAdapter } from './adapters/session.adapter.js';
import { endSession } from './end-session.js';
import { type HostedLogins, INTERACTION_S } from './hosted/hosted-logins.js';
import { renderError } from './hosted/render-error.js';
import { truthfulMetadata } from './metadata.js';
import { noteMisusedCodes } from './misused-codes.js';
import { nameUnauthorizedClient } from './oauth-refusal.js';
import { personAsked } from './person-asked.js';
import type { PolledStarts } from './polled-starts.js';
import { RESULT_CLAIMS } from './result-claims.js';
import { refreshTokens } from './refresh-tokens.js';
import { mayRevoke } from './revocation.js';
import { SCOPES } from './scopes.js';
import { SessionInHand } from './session-in-hand.js';
import { tellStoreAway } from './store-away.js';
import type { Visitors } from './visitors.js';

export interface ProviderParts {
  readonly origin: string;
  readonly registry: Registry;
  readonly broker: PortalBroker;
  readonly sentRequests: SentRequests;
  readonly signIns: SignIns;
  readonly hosted: HostedLogins;
  readonly starts: PolledStarts;
  readonly pace: PollPace;
  readonly limits: Limits;
  readonly visitors: Visitors;
  /** This process's clock, which tests may move. */
  readonly nowMs: () => number;
  readonly grants: GrantStore;
  readonly documents: DocumentStore;
  readonly secrets: Secrets;
  readonly fetchKeys: FetchKeys;
  /** Private ES256 keys; the first signs. */
  readonly signing: readonly JWK[];
  /** For the library's cookies: the first signs, each is believed. */
  readonly cookieKeys: readonly string[];
}

/** Asymmetric only: a secret that both sides know proves nothing about who signed. */
const ASSERTION_ALGORITHMS = ['ES256', 'PS256', 'RS256', 'EdDSA'] as const;

/** A portal's and its server's clocks may differ so much. */
const CLOCK_TOLERANCE_S = 30;

/** Where the library answers; mount.ts puts it there. */
export const ROUTES = {
  authorization: '/authorize',
  pushed_authorization_request: '/par',
  device_authorization: '/device_authorization',
  backchannel_authentication: '/bc-authorize',
  token: '/token',
  userinfo: '/userinfo',
  introspection: '/introspect',
  revocation: '/revoke',
  end_session: '/logout',
  jwks: '/jwks',
} as const;

/**
 * The OpenID Connect surface, by a certified library over adapters of ours: portals come from the registry; codes, device
 * codes, requests and grants are projections of sessions. Its metadata lists what works and no more.
 * @see OpenID Connect Discovery §3, RFC 8414 §2
 */
export function makeProvider(parts: ProviderParts): Provider {
  const { origin, registry, secrets, sentRequests, hosted, starts } = parts;
  const inHand = new SessionInHand();
  const accounts = new Accounts(registry, secrets);
  const adapters = makeAdapters(parts, inHand, accounts);
  const tokensLife = refreshTokens(registry, inHand);

  const provider = new Provider(origin, {
    adapter: (model: string) => tellStoreAway(adapters(model)),
    jwks: { keys: [...parts.signing] as ProviderJwk[] },
    cookies: {
      keys: [...parts.cookieKeys],
      short: { signed: true, httpOnly: true, sameSite: 'lax', secure: origin.startsWith('https:') },
    },
    routes: ROUTES,
    responseTypes: ['code'],
    clientAuthMethods: ['client_secret_basic', 'client_secret_post', 'private_key_jwt', 'none'],
    enabledJWA: {
      idTokenSigningAlgValues: ['ES256'],
      clientAuthSigningAlgValues: [...ASSERTION_ALGORITHMS],
      requestObjectSigningAlgValues: [...ASSERTION_ALGORITHMS],
      dPoPSigningAlgValues: [...ASSERTION_ALGORITHMS],
    },
    clientDefaults: { id_token_signed_response_alg: 'ES256' },
    clientBasedCORS: (_ctx, requestOrigin, client) =>
      registry.portal(client.clientId)?.origins.includes(requestOrigin) === true,
    scopes: [...SCOPES],
    // The library calls nobody but for a portal's keys; what is told to others is told by us.
    fetch: (url) => parts.fetchKeys(url instanceof Request ? url.url : url.toString()),
    claims: { openid: ['sub', 'acr', 'amr', 'auth_time', ...RESULT_CLAIMS], profile: ['name'] },
    // The name belongs into the ID token: a portal that greets needs no second call.
    conformIdTokenClaims: false,
    subjectTypes: ['public', 'pairwise'],
    pkce: { required: () => true },
    clockTolerance: CLOCK_TOLERANCE_S,
    ...tokensLife,
    ttl: { ...tokensLife.ttl, Interaction: INTERACTION_S },
    interactions: { url: (ctx, interaction) => hosted.begin(ctx, interaction) },
    features: {
      backchannelLogout: { enabled: true },
      ciba: {
        enabled: true,
        deliveryModes: ['poll', 'ping'],
        ...tellStoreAway(personAsked(registry, secrets, sentRequests, starts)),
      },
      clientCredentials: { enabled: true },
      deviceFlow: { enabled: true },
      devInteractions: { enabled: false },
      dPoP: { enabled: true },
      introspection: {
        enabled: true,
        allowedPolicy: (_ctx, client, token) => token.clientId === client.clientId,
      },
      pushedAuthorizationRequests: { enabled: true },
      requestObjects: { enabled: true },
      resourceIndicators: { enabled: false },
      revocation: { enabled: true, allowedPolicy: mayRevoke },
      rpInitiatedLogout: { enabled: true },
      userinfo: { enabled: true },
    },
    // What one session gave ends together, whichever part of it was used twice or revoked.
    revokeGrantPolicy: () => true,
    findAccount: async (_ctx: KoaContextWithOIDC, accountId: string, token?: { grantId?: string | undefined }) => {
      const found = inHand.get(token?.grantId);
      const claims = found ? accounts.claimsOf(found) : {};
      return Promise.resolve({ accountId, claims: () => ({ sub: accountId, ...claims }) });
    },
    renderError,
  });
  provider.use(truthfulMetadata(registry));
  provider.use(endSession(parts.signIns));
  provider.use(noteMisusedCodes(parts.broker, parts.documents, inHand));
  // What the library would answer is replaced by what the session is known by.
  provider.on('device_authorization.success', (ctx: KoaContextWithOIDC, body: object) => {
    Object.assign(body, starts.deviceAnswer(ctx));
  });
  provider.on('device_authorization.error', nameUnauthorizedClient);
  provider.on('backchannel_authentication.error', nameUnauthorizedClient);
  provider.on('grant.error', nameUnauthorizedClient);
  // Addresses in the metadata come from the configured origin, whatever the request says its host is.
  provider.proxy = true;
  // The registry holds hashes of a portal's secrets, so it is the hash of what was sent that must equal one.
  provider.Client.prototype.compareClientSecret = function compare(this: { clientSecret?: string }, sent: string) {
    const hash = createHash('sha256').update(sent).digest('hex');
    // Two while one takes the other's place; each is looked at.
    return (this.clientSecret ?? '').split(' ').filter((kept) => sameText(kept, hash)).length > 0;
  };
  return provider;
}

function makeAdapters(parts: ProviderParts, inHand: SessionInHand, accounts: Accounts): (model: string) => Adapter {
  const { broker, grants, documents, registry, secrets, limits, visitors, signIns, pace, starts } = parts;
  const polled = { documents, broker, pace, inHand, accounts, starts };
  const known: Readonly<Record<string, () => Adapter>> = {
    Client: () => new ClientAdapter(documents, registry),
    AuthorizationCode: () => new AuthorizationCodeAdapter(documents, broker, inHand, accounts),
    DeviceCode: () => new PolledAdapter('DeviceCode', polled),
    BackchannelAuthenticationRequest: () => new PolledAdapter('BackchannelAuthenticationRequest', polled),
    PushedAuthorizationRequest: () => new PushedRequestAdapter(documents, secrets, limits, visitors),
    Grant: () => new GrantAdapter(documents, grants, signIns, inHand, accounts),
    AccessToken: () => new AccessTokenAdapter(documents, signIns, inHand, accounts),
    RefreshToken: () => new RefreshTokenAdapter(documents, signIns, inHand, parts.nowMs),
    ClientCredentials: () => new HashedAdapter('ClientCredentials', documents),
    Interaction: () => new SealedAdapter('Interaction', documents, secrets),
    Session: () => new SessionAdapter(documents),
    ReplayDetection: () => new ReplayAdapter(documents),
  };
  return (model) => known[model]?.() ?? new DocumentAdapter(model, documents);
}
