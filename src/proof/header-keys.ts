import { Injectable } from '@nestjs/common';
import { type CryptoKey, importJWK, type JWTHeaderParameters } from 'jose';
import { sha256 } from '../core/secrets.js';

/** The members that make a public key, in the order in which they are hashed. @see RFC 7638 §3.2 */
const PUBLIC_MEMBERS: Readonly<Record<string, readonly string[]>> = {
  EC: ['crv', 'kty', 'x', 'y'],
  OKP: ['crv', 'kty', 'x'],
  RSA: ['e', 'kty', 'n'],
};
const PRIVATE_MEMBERS = ['d', 'p', 'q', 'dp', 'dq', 'qi', 'oth', 'k'];

/** About 1 kB each. Who pushes others out costs them an import each, no more. */
const MOST_REMEMBERED = 10_000;

/** Says no to a key, with what was wrong for the developer of who sent it. */
type No = (detail: string) => never;

/**
 * The public keys that signatures bring along in their headers (`jwk`), each imported once: the same key signs what
 * comes next, too.
 */
@Injectable()
export class HeaderKeys {
  readonly #keys = new Map<string, { readonly alg: string; readonly key: CryptoKey }>();

  /**
   * The key in the header, if it has this thumbprint; compared before any costly arithmetic. Whatever else the header says
   * of the key, and of what it is for, does not count.
   * @see RFC 7638
   */
  async find(header: JWTHeaderParameters, thumbprint: string, no: No): Promise<CryptoKey> {
    const publicKey = publicPart(header.jwk, no);
    if (sha256(publicKey) !== thumbprint) no('its key is not the one that the token is bound to');
    const known = this.#keys.get(thumbprint);
    if (known?.alg === header.alg) return known.key;

    const key = await importJWK(JSON.parse(publicKey), header.alg).catch(() => no('"jwk" does not fit "alg"'));
    if (key instanceof Uint8Array) no('"jwk" must be a public key');
    this.#remember(thumbprint, header.alg, key);
    return key;
  }

  #remember(thumbprint: string, alg: string, key: CryptoKey): void {
    const [oldest] = this.#keys.size >= MOST_REMEMBERED ? this.#keys.keys() : [];
    if (oldest !== undefined) this.#keys.delete(oldest);
    this.#keys.set(thumbprint, { alg, key });
  }
}

/** The thumbprint of the key in a header. @see RFC 7638 */
export const headerThumbprint = ({ jwk }: JWTHeaderParameters, no: No): string => sha256(publicPart(jwk, no));

/** The key's required members as canonical JSON: what its thumbprint is the hash of, and all that is imported. */
function publicPart(jwk: unknown, no: No): string {
  if (typeof jwk !== 'object' || jwk === null) no('its header has no "jwk"');
  const members = new Map<string, unknown>(Object.entries(jwk));
  if (PRIVATE_MEMBERS.some((member) => members.has(member))) no('"jwk" must be a public key');
  const names = PUBLIC_MEMBERS[String(members.get('kty'))] ?? no('"jwk" must be an EC, OKP or RSA key');
  return JSON.stringify(Object.fromEntries(names.map((name) => [name, members.get(name)])));
}
