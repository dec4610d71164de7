import { createHash } from 'node:crypto';
import type { JWK } from 'jose';
import Provider, { type Adapter, type JWK as ProviderJwk, type KoaContextWithOIDC } from 'oidc-provider';
import type { CodeOwner, PortalBroker } from '../core/portal-broker.js';
import type { DocumentStore, GrantStore, Registry } from '../core/ports.js';
import { sameText, type Secrets } from '../core/secrets.js';
import type { SessionRecord } from '../core/session-record.js';
import { AccessTokenAdapter } from './adapters/access-token.adapter.js';
import { AuthorizationCodeAdapter } from './adapters/authorization-code.adapter.js';
import { ClientAdapter } from './adapters/client.adapter.js';
import { ClientCredentialsAdapter } from './adapters/client-credentials.adapter.js';
import { DocumentAdapter } from './adapters/document.adapter.js';
import { GrantAdapter } from './adapters/grant.adapter.js';
import { ReplayAdapter } from './adapters/replay.adapter.js';
import { CodeInHand } from './code-in-hand.js';
import { RESULT_CLAIMS, resultClaims, resultPerson } from './result-claims.js';
import { tellStoreAway } from './store-away.js';
import { TOKEN_LIFE_S } from './token-life.js';

export interface ProviderParts {
  readonly origin: string;
  readonly registry: Registry;
  readonly broker: PortalBroker;
  readonly grants: GrantStore;
  readonly documents: DocumentStore;
  readonly secrets: Secrets;
  /** Private ES256 keys; the first signs. */
  readonly signing: readonly JWK[];
  /** Signs the library's cookies. */
  readonly cookieKey: string;
}

/** Asymmetric only: a secret that both sides know proves nothing about who signed. */
const ASSERTION_ALGORITHMS = ['ES256', 'PS256', 'RS256', 'EdDSA'] as const;

/** A portal's and its server's clocks may differ so much. */
const CLOCK_TOLERANCE_S = 30;

/**
 * The OpenID Connect surface, by a certified library over adapters of ours: portals come from the registry, codes
 * and grants are projections of sessions. Its metadata lists what works and no more.
 * @see OpenID Connect Discovery §3, RFC 8414 §2
 */
export function makeProvider(parts: ProviderParts): Provider {
  const { origin, registry, secrets } = parts;
  const inHand = new CodeInHand();
  const subjectFor =
    ({ client_id }: SessionRecord) =>
    (person: string): string => {
      const pairwise = registry.portal(client_id)?.subjectType === 'pairwise';
      return secrets.portalSubject(person, pairwise ? client_id : undefined);
    };
  const accountOf = ({ record, grant }: CodeOwner): string => {
    const person = record && resultPerson(record);
    return record && person !== undefined ? subjectFor(record)(person) : (grant?.accountId ?? '');
  };
  const adapters = makeAdapters(parts, inHand, accountOf);

  const provider = new Provider(origin, {
    adapter: (model: string) => tellStoreAway(adapters(model)),
    jwks: { keys: [...parts.signing] as ProviderJwk[] },
    cookies: { keys: [parts.cookieKey] },
    routes: { authorization: '/authorize', token: '/token', jwks: '/jwks', introspection: '/introspect' },
    responseTypes: ['code'],
    clientAuthMethods: ['client_secret_basic', 'client_secret_post', 'private_key_jwt', 'none'],
    enabledJWA: {
      idTokenSigningAlgValues: ['ES256'],
      clientAuthSigningAlgValues: [...ASSERTION_ALGORITHMS],
    },
    clientDefaults: { id_token_signed_response_alg: 'ES256' },
    clientBasedCORS: (_ctx, requestOrigin, client) =>
      registry.portal(client.clientId)?.origins.includes(requestOrigin) === true,
    scopes: ['openid', 'profile', 'sessions'],
    claims: { openid: ['sub', 'acr', 'amr', 'auth_time', ...RESULT_CLAIMS], profile: ['name'] },
    // The name belongs into the ID token: a portal that greets needs no second call.
    conformIdTokenClaims: false,
    subjectTypes: ['public', 'pairwise'],
    pkce: { required: () => true },
    clockTolerance: CLOCK_TOLERANCE_S,
    ttl: { AccessToken: TOKEN_LIFE_S, ClientCredentials: TOKEN_LIFE_S, IdToken: TOKEN_LIFE_S, Grant: TOKEN_LIFE_S },
    features: {
      clientCredentials: { enabled: true },
      introspection: {
        enabled: true,
        allowedPolicy: (_ctx, client, token) => token.clientId === client.clientId,
      },
      devInteractions: { enabled: false },
      dPoP: { enabled: false },
      pushedAuthorizationRequests: { enabled: false },
      resourceIndicators: { enabled: false },
      rpInitiatedLogout: { enabled: false },
      userinfo: { enabled: false },
    },
    findAccount: (_ctx: KoaContextWithOIDC, accountId: string, token?: { grantId?: string | undefined }) => {
      const record = token?.grantId === undefined ? undefined : inHand.get(token.grantId)?.record;
      if (!record) return { accountId, claims: () => ({ sub: accountId }) };
      // The name is of whoever approved, who need not be the one it is about.
      const name = record.approvals_needed === undefined ? record.person_name : undefined;
      const named = record.scope.split(' ').includes('profile');
      const result = resultClaims(record, subjectFor(record), named);
      return { accountId, claims: () => ({ sub: accountId, ...(name !== undefined && { name }), ...result }) };
    },
    renderError: (ctx, out) => {
      ctx.type = 'json';
      ctx.body = out;
    },
  });
  // Addresses in the metadata come from the configured origin, whatever the request says its host is.
  provider.proxy = true;
  // The registry holds the hash of a portal's secret, so it is the hash of what was sent that must equal it.
  provider.Client.prototype.compareClientSecret = function compare(this: { clientSecret?: string }, sent: string) {
    return sameText(this.clientSecret ?? '', createHash('sha256').update(sent).digest('hex'));
  };
  return provider;
}

function makeAdapters(
  { broker, grants, documents, registry }: ProviderParts,
  inHand: CodeInHand,
  accountOf: (owner: CodeOwner) => string,
): (model: string) => Adapter {
  const known: Readonly<Record<string, () => Adapter>> = {
    Client: () => new ClientAdapter(documents, registry),
    AuthorizationCode: () => new AuthorizationCodeAdapter(documents, broker, grants, inHand, accountOf),
    Grant: () => new GrantAdapter(documents, grants, inHand, accountOf),
    AccessToken: () => new AccessTokenAdapter(documents, grants),
    ClientCredentials: () => new ClientCredentialsAdapter(documents),
    ReplayDetection: () => new ReplayAdapter('ReplayDetection', documents),
  };
  return (model) => known[model]?.() ?? new DocumentAdapter(model, documents);
}
