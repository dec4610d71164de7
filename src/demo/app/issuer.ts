import { randomUUID } from 'node:crypto';
import { calculateJwkThumbprint, type CryptoKey, exportJWK, generateKeyPair, type JWK, SignJWT } from 'jose';
import type { Person } from '../people.js';

/** What the demo's apps sign with, of what the broker takes. */
export type SigningAlgorithm = 'ES256' | 'PS256' | 'RS256';

interface Settings {
  readonly issuer: string;
  readonly audience: string;
  readonly clientId: string;
  readonly algorithm: SigningAlgorithm;
}

/** How strongly, with what (RFC 8176) and when a person was verified. */
export interface Verification {
  readonly acr: string;
  readonly amr: readonly string[];
  readonly atSeconds: number;
}

interface SigningKey {
  readonly privateKey: CryptoKey;
  readonly publicJwk: JWK & { readonly kid: string };
}

/** The app's own authority: it knows the person and says so to the broker, in tokens bound to the phone's key. */
export class TokenIssuer {
  readonly #settings: Settings;
  #signing: SigningKey;
  /** Public keys of before, for tokens that are still about. */
  #former: readonly JWK[] = [];

  private constructor(settings: Settings, signing: SigningKey) {
    this.#settings = settings;
    this.#signing = signing;
  }

  /** With a key made now, that never leaves this process. */
  static async create(settings: Settings): Promise<TokenIssuer> {
    return new TokenIssuer(settings, await makeKey(settings.algorithm));
  }

  get jwks(): { readonly keys: readonly JWK[] } {
    return { keys: [this.#signing.publicJwk, ...this.#former] };
  }

  /** From now on signs with a new key, which is published beside the former ones. */
  async rotate(): Promise<void> {
    const signing = await makeKey(this.#settings.algorithm);
    this.#former = this.jwks.keys;
    this.#signing = signing;
  }

  /** Takes the former keys back. */
  retire(): void {
    this.#former = [];
  }

  /**
   * An access token for one person on one phone, which also says as what they may act and which accounts are theirs.
   * @param jkt thumbprint of the phone's key (RFC 9449 §6.1); without one whoever has the token may use it
   * @see RFC 9068 §2
   */
  issue(
    { id, name, identities, accounts }: Person,
    jkt: string | undefined,
    verification: Verification,
    lifeSeconds: number,
  ): Promise<string> {
    const { kid, alg } = this.#signing.publicJwk;
    const nowSeconds = Math.floor(Date.now() / 1_000);
    return new SignJWT({
      client_id: this.#settings.clientId,
      name,
      ...(identities.length > 0 && { identities }),
      accounts,
      acr: verification.acr,
      amr: verification.amr,
      auth_time: verification.atSeconds,
      ...(jkt !== undefined && { cnf: { jkt } }),
    })
      .setProtectedHeader({ alg: String(alg), typ: 'at+jwt', kid })
      .setIssuer(this.#settings.issuer)
      .setAudience(this.#settings.audience)
      .setSubject(id)
      .setJti(randomUUID())
      .setIssuedAt(nowSeconds)
      .setExpirationTime(nowSeconds + lifeSeconds)
      .sign(this.#signing.privateKey);
  }
}

async function makeKey(alg: SigningAlgorithm): Promise<SigningKey> {
  const { publicKey, privateKey } = await generateKeyPair(alg);
  const jwk = await exportJWK(publicKey);
  return { privateKey, publicJwk: { ...jwk, kid: await calculateJwkThumbprint(jwk), alg, use: 'sig' } };
}
