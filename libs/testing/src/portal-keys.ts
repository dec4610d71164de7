import { createHash, randomBytes } from 'node:crypto';
import { type CryptoKey, exportJWK, generateKeyPair, importJWK, type JWK } from 'jose';
import { type ClientAuth, ClientSecretBasic, ClientSecretPost, None, PrivateKeyJwt } from 'openid-client';

/** How a portal proves at the token endpoint who it is (OpenID Connect Core §9). */
export type PortalAuthMethod = 'none' | 'client_secret_basic' | 'client_secret_post' | 'private_key_jwt';

/** The public side of a portal's authentication, as the registry file has it. */
export type PortalAuthRegistration =
  | { readonly method: 'none' }
  | { readonly method: 'client_secret_basic' | 'client_secret_post'; readonly secret_sha256: string }
  | { readonly method: 'private_key_jwt'; readonly jwks: { readonly keys: readonly JWK[] } }
  | { readonly method: 'private_key_jwt'; readonly jwks_uri: string };

/** What a portal that is registered somewhere has already: its secret, or its private key with `kid` and `alg`. */
export type PortalCredentials =
  | { readonly method: 'client_secret_basic' | 'client_secret_post'; readonly secret: string }
  | { readonly method: 'private_key_jwt'; readonly key: JWK };

/** Both sides of one method: what the portal keeps, and what the broker is told. */
export interface PortalKeys {
  readonly clientAuth: ClientAuth;
  readonly registration: PortalAuthRegistration;
}

/** Fresh credentials for each method. */
const MAKE: { readonly [M in PortalAuthMethod]: () => PortalKeys | Promise<PortalKeys> } = {
  none: () => ({ clientAuth: None(), registration: { method: 'none' } }),
  client_secret_basic: () => withSecret('client_secret_basic', ClientSecretBasic),
  client_secret_post: () => withSecret('client_secret_post', ClientSecretPost),
  private_key_jwt: async () => {
    const { privateKey, publicKey } = await generateKeyPair('ES256');
    return withKey(privateKey, { ...(await exportJWK(publicKey)), kid: randomBytes(8).toString('hex'), alg: 'ES256' });
  },
};

/** Makes credentials that nobody else has. */
export async function makePortalKeys(method: PortalAuthMethod): Promise<PortalKeys> {
  return MAKE[method]();
}

/** The credentials that a portal has. */
export async function portalKeys(credentials: PortalCredentials): Promise<PortalKeys> {
  if (credentials.method === 'private_key_jwt') {
    const { d: _d, p: _p, q: _q, dp: _dp, dq: _dq, qi: _qi, ...publicJwk } = credentials.key;
    return withKey((await importJWK(credentials.key)) as CryptoKey, publicJwk);
  }
  const { method, secret } = credentials;
  return withSecret(method, method === 'client_secret_basic' ? ClientSecretBasic : ClientSecretPost, secret);
}

function withKey(key: CryptoKey, publicJwk: JWK): PortalKeys {
  const { kid } = publicJwk;
  return {
    clientAuth: PrivateKeyJwt(kid === undefined ? key : { key, kid }),
    registration: { method: 'private_key_jwt', jwks: { keys: [{ ...publicJwk, use: 'sig' }] } },
  };
}

function withSecret(
  method: 'client_secret_basic' | 'client_secret_post',
  clientAuth: (secret: string) => ClientAuth,
  secret = randomBytes(32).toString('base64url'),
): PortalKeys {
  return {
    clientAuth: clientAuth(secret),
    registration: { method, secret_sha256: createHash('sha256').update(secret).digest('hex') },
  };
}
