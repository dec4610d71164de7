import { randomUUID } from 'node:crypto';
import { calculateJwkThumbprint, type CryptoKey, exportJWK, generateKeyPair, type JWK, SignJWT } from 'jose';
import { ExpiringMap } from '../web/expiring-map.js';
import type { Person } from './people.js';

const TOKEN_SECONDS = 600;
/** How long a phone stays signed in without choosing a person again. */
const SIGNED_IN_MS = 12 * 3_600_000;
const MOST_PHONES = 10_000;

interface Settings {
  readonly issuer: string;
  readonly audience: string;
  readonly clientId: string;
}

/** The app's own authority: it knows the person and says so to the broker, in tokens bound to the phone's key. */
export class TokenIssuer {
  readonly #settings: Settings;
  readonly #key: CryptoKey;
  readonly #publicJwk: JWK;
  /** When each phone's person was verified, in epoch seconds: a renewed token does not make them verified anew. */
  readonly #verifiedAt = new ExpiringMap<number>(SIGNED_IN_MS, MOST_PHONES);

  private constructor(settings: Settings, key: CryptoKey, publicJwk: JWK) {
    this.#settings = settings;
    this.#key = key;
    this.#publicJwk = publicJwk;
  }

  /** With a key made now, that never leaves this process. */
  static async create(settings: Settings): Promise<TokenIssuer> {
    const { publicKey, privateKey } = await generateKeyPair('ES256');
    const jwk = await exportJWK(publicKey);
    return new TokenIssuer(settings, privateKey, {
      ...jwk,
      kid: await calculateJwkThumbprint(jwk),
      alg: 'ES256',
      use: 'sig',
    });
  }

  get jwks(): { readonly keys: readonly JWK[] } {
    return { keys: [this.#publicJwk] };
  }

  /**
   * An access token for one person on one phone.
   * @param jkt thumbprint of the phone's key (RFC 9449 §6.1)
   * @see RFC 9068 §2
   */
  async issue(person: Person, jkt: string): Promise<{ token: string; lifeSeconds: number }> {
    const nowSeconds = Math.floor(Date.now() / 1_000);
    const phone = `${person.id} ${jkt}`;
    const verifiedAt = this.#verifiedAt.get(phone) ?? nowSeconds;
    if (verifiedAt === nowSeconds) this.#verifiedAt.set(phone, nowSeconds);
    const token = await new SignJWT({
      client_id: this.#settings.clientId,
      name: person.name,
      acr: 'aal1',
      amr: ['pwd'],
      auth_time: verifiedAt,
      cnf: { jkt },
    })
      .setProtectedHeader({ alg: 'ES256', typ: 'at+jwt', kid: String(this.#publicJwk.kid) })
      .setIssuer(this.#settings.issuer)
      .setAudience(this.#settings.audience)
      .setSubject(person.id)
      .setJti(randomUUID())
      .setIssuedAt(nowSeconds)
      .setExpirationTime(nowSeconds + TOKEN_SECONDS)
      .sign(this.#key);
    return { token, lifeSeconds: TOKEN_SECONDS };
  }
}
