import { createHash, randomBytes } from 'node:crypto';
import { exportJWK, generateKeyPair, type JWK } from 'jose';
import { type ClientAuth, ClientSecretBasic, ClientSecretPost, None, PrivateKeyJwt } from 'openid-client';

/** How a portal proves at the token endpoint who it is (OpenID Connect Core §9). */
export type PortalAuthMethod = 'none' | 'client_secret_basic' | 'client_secret_post' | 'private_key_jwt';

/** The public side of a portal's authentication, as the registry file has it. */
export type PortalAuthRegistration =
  | { readonly method: 'none' }
  | { readonly method: 'client_secret_basic' | 'client_secret_post'; readonly secret_sha256: string }
  | { readonly method: 'private_key_jwt'; readonly jwks: { readonly keys: readonly JWK[] } };

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
    const kid = randomBytes(8).toString('hex');
    const jwk = { ...(await exportJWK(publicKey)), kid, use: 'sig', alg: 'ES256' };
    return {
      clientAuth: PrivateKeyJwt({ key: privateKey, kid }),
      registration: { method: 'private_key_jwt', jwks: { keys: [jwk] } },
    };
  },
};

/** Makes credentials that nobody else has. */
export async function makePortalKeys(method: PortalAuthMethod): Promise<PortalKeys> {
  return MAKE[method]();
}

function withSecret(
  method: 'client_secret_basic' | 'client_secret_post',
  clientAuth: (secret: string) => ClientAuth,
): PortalKeys {
  const secret = randomBytes(32).toString('base64url');
  return {
    clientAuth: clientAuth(secret),
    registration: { method, secret_sha256: createHash('sha256').update(secret).digest('hex') },
  };
}
