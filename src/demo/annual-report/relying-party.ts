import {
  authorizationCodeGrant,
  buildAuthorizationUrlWithPAR,
  buildEndSessionUrl,
  calculatePKCECodeChallenge,
  type Configuration,
  type CryptoKey,
  PrivateKeyJwt,
  randomNonce,
  randomPKCECodeVerifier,
  randomState,
} from 'openid-client';
import { calculateJwkThumbprint, exportJWK, generateKeyPair, type JWK } from 'jose';
import { providerAt } from '../web/provider.js';
import { type LogoutToken, logoutTokenReader } from './logout-token.js';

/** What one sign-in is recognised by when it comes back. */
export interface Attempt {
  readonly state: string;
  readonly nonce: string;
  readonly verifier: string;
}

/** Who came back. */
export interface SignedIn {
  readonly sub: string;
  readonly sid: string | undefined;
  readonly name: string;
  /** For which enterprise they act, if for one. */
  readonly enterprise: { readonly name: string; readonly code: string } | undefined;
  /** Sent along when they sign out. */
  readonly idToken: string;
}

/** What the site proves itself with. */
export interface ClientKey {
  readonly key: CryptoKey;
  readonly kid: string;
  readonly publicJwk: JWK;
}

interface Settings {
  readonly issuer: string;
  readonly clientId: string;
  readonly key: ClientKey;
  readonly redirectUri: string;
  readonly postLogoutRedirectUri: string;
}

/**
 * An OpenID Connect client as its library's documentation has it, which would serve with any provider.
 * @see OpenID Connect Core §3.1
 */
export class RelyingParty {
  readonly #settings: Settings;
  readonly #discover: () => Promise<Configuration>;

  constructor(settings: Settings) {
    const { issuer, clientId, key } = settings;
    this.#settings = settings;
    this.#discover = providerAt(issuer, clientId, PrivateKeyJwt({ key: key.key, kid: key.kid }));
  }

  /** Where to send the browser, and what to keep until it is back. The request itself is pushed (RFC 9126). */
  async begin(languageTag: string): Promise<{ readonly address: URL; readonly attempt: Attempt }> {
    const attempt = { state: randomState(), nonce: randomNonce(), verifier: randomPKCECodeVerifier() };
    const address = await buildAuthorizationUrlWithPAR(await this.#discover(), {
      redirect_uri: this.#settings.redirectUri,
      scope: 'openid profile',
      state: attempt.state,
      nonce: attempt.nonce,
      code_challenge: await calculatePKCECodeChallenge(attempt.verifier),
      code_challenge_method: 'S256',
      ui_locales: languageTag,
    });
    return { address, attempt };
  }

  /** @throws what the library throws: AuthorizationResponseError where the answer is a refusal. */
  async finish(callback: URL, { state, nonce, verifier }: Attempt): Promise<SignedIn> {
    const tokens = await authorizationCodeGrant(await this.#discover(), callback, {
      expectedState: state,
      expectedNonce: nonce,
      pkceCodeVerifier: verifier,
      idTokenExpected: true,
    });
    const claims = tokens.claims();
    if (!claims || tokens.id_token === undefined) throw new Error('The token answer has no ID token.');
    const { sub, sid, name } = claims;
    return {
      sub,
      sid: typeof sid === 'string' ? sid : undefined,
      name: typeof name === 'string' ? name : sub,
      enterprise: enterpriseIn(claims['identity']),
      idToken: tokens.id_token,
    };
  }

  /** Where the browser signs out at the provider. @see OpenID Connect RP-Initiated Logout §2 */
  async end(idToken: string): Promise<URL> {
    return buildEndSessionUrl(await this.#discover(), {
      id_token_hint: idToken,
      post_logout_redirect_uri: this.#settings.postLogoutRedirectUri,
    });
  }

  /**
   * Whom the provider has signed out, if it is the provider who says so.
   * @throws when that could not be found out now
   */
  async signedOutIn(logoutToken: string): Promise<LogoutToken | undefined> {
    const { issuer, jwks_uri: keys = '' } = (await this.#discover()).serverMetadata();
    this.#readLogoutToken ??= logoutTokenReader({ issuer, keys: new URL(keys), clientId: this.#settings.clientId });
    return this.#readLogoutToken(logoutToken);
  }
  #readLogoutToken: ReturnType<typeof logoutTokenReader> | undefined;
}

/** A claim beyond the standard ones, which a provider may document and this site reads. */
function enterpriseIn(claim: unknown): SignedIn['enterprise'] {
  const { type, name, code } = Object(claim) as Readonly<Record<string, unknown>>;
  return type === 'enterprise' && typeof name === 'string' && typeof code === 'string' ? { name, code } : undefined;
}

/** A key made now, that never leaves this process. */
export async function makeClientKey(): Promise<ClientKey> {
  const { privateKey, publicKey } = await generateKeyPair('ES256');
  const jwk = await exportJWK(publicKey);
  const kid = await calculateJwkThumbprint(jwk);
  return { key: privateKey, kid, publicJwk: { ...jwk, kid, alg: 'ES256', use: 'sig' } };
}
