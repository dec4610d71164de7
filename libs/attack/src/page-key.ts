import { createHash, randomUUID } from 'node:crypto';
import { calculateJwkThumbprint, exportJWK, generateKeyPair, type JWK, SignJWT } from 'jose';

/** What a proof says besides when it was made (RFC 9449 §4.2); `undefined` leaves a member out. */
export interface ProofClaims {
  readonly htm: string;
  readonly htu: string;
  readonly nonce?: string | undefined;
  readonly ath?: string | undefined;
  readonly jti?: string;
}

/** The key of a waiting page, in the hands of somebody who proves with it whatever they like. */
export class PageKey {
  private constructor(
    /** Its thumbprint, which is no secret (RFC 7638). */
    readonly jkt: string,
    readonly jwk: JWK,
    private readonly privateKey: CryptoKey,
  ) {}

  static async create(): Promise<PageKey> {
    const { privateKey, publicKey } = await generateKeyPair('ES256');
    const jwk = await exportJWK(publicKey);
    return new PageKey(await calculateJwkThumbprint(jwk), jwk, privateKey);
  }

  /** A proof that says this. */
  prove(claims: ProofClaims): Promise<string> {
    return new SignJWT({ iat: Math.floor(Date.now() / 1_000), jti: randomUUID(), ...claims })
      .setProtectedHeader({ alg: 'ES256', typ: 'dpop+jwt', jwk: this.jwk })
      .sign(this.privateKey);
  }
}

/** What a proof names the token by. @see RFC 9449 §4.2 */
export const athOf = (token: string): string => createHash('sha256').update(token).digest('base64url');
