import { Inject, Injectable } from '@nestjs/common';
import { type CryptoKey, importJWK, type JWTHeaderParameters, type JWTPayload, jwtVerify } from 'jose';
import type { Clock } from '../core/ports.js';
import { sha256 } from '../core/secrets.js';
import { BROKER_ORIGIN, CLOCK } from '../core/tokens.js';
import type { AccessToken } from './access-token.js';
import { ALGORITHMS, refuse, whyRefused } from './signed-token.js';

/**
 * How far a proof's `iat` may be from our time, in seconds. Phones that set their clock by hand are minutes off, and a
 * wrong clock must not keep a person out; a wide window costs nothing but memory, because within it every proof is
 * accepted only once.
 */
const WINDOW_SECONDS = 300;

/** A proof may be dated ahead as far as behind, so it can come back during twice the window. */
export const REMEMBER_SPENT_MS = 2 * WINDOW_SECONDS * 1000;

/** A proof by a 4096-bit RSA key has about 2,000 characters. */
const LONGEST_PROOF = 4_096;
const LONGEST_ID = 128;

/** The members that make a public key, in the order in which they are hashed. @see RFC 7638 §3.2 */
const PUBLIC_MEMBERS: Readonly<Record<string, readonly string[]>> = {
  EC: ['crv', 'kty', 'x', 'y'],
  OKP: ['crv', 'kty', 'x'],
  RSA: ['e', 'kty', 'n'],
};
const PRIVATE_MEMBERS = ['d', 'p', 'q', 'dp', 'dq', 'qi', 'oth', 'k'];

/** A request as a proof describes it. */
export interface ProvenRequest {
  readonly method: string;
  /** The path without its query: `/v1/scans`. */
  readonly path: string;
}

/**
 * Verifies the proof that a call comes from the holder of the key to which its access token is bound.
 * @see RFC 9449 §4.3
 */
@Injectable()
export class DpopProofVerifier {
  /** The key of each remembered token, imported once for its scan and its decision. */
  readonly #keys = new WeakMap<AccessToken, { readonly alg: string; readonly key: CryptoKey }>();

  constructor(
    @Inject(BROKER_ORIGIN) private readonly origin: string,
    @Inject(CLOCK) private readonly clock: Clock,
  ) {}

  /**
   * Refuses with `invalid_dpop_proof`.
   * @returns under which key the proof is to be noted as spent; the caller must refuse it when it was there already.
   */
  async verify(header: string | undefined, request: ProvenRequest, token: AccessToken): Promise<string> {
    // Node joins repeated headers with commas, and no proof contains one.
    if (!header || header.includes(',')) no('send exactly one DPoP header');
    if (header.length > LONGEST_PROOF) no(`it is longer than ${LONGEST_PROOF} characters`);

    const nowMs = this.clock.nowMs();
    const { payload } = await jwtVerify(header, (jose) => this.#key(jose, token), {
      algorithms: ALGORITHMS,
      typ: 'dpop+jwt',
      currentDate: new Date(nowMs),
    }).catch((error: unknown) => no(whyRefused(error)));
    return this.#spent(payload, request, token, nowMs);
  }

  /** The key in the proof's header, if it is the one that the token names; compared before any costly arithmetic. */
  async #key(header: JWTHeaderParameters, token: AccessToken): Promise<CryptoKey> {
    const publicKey = publicPart(header.jwk);
    if (sha256(publicKey) !== token.keyThumbprint) no('its key is not the one that the access token is bound to');
    const known = this.#keys.get(token);
    if (known?.alg === header.alg) return known.key;

    const key = await importJWK(JSON.parse(publicKey), header.alg).catch(() => no('"jwk" does not fit "alg"'));
    if (key instanceof Uint8Array) no('"jwk" must be a public key');
    this.#keys.set(token, { alg: header.alg, key });
    return key;
  }

  #spent(payload: JWTPayload, { method, path }: ProvenRequest, token: AccessToken, nowMs: number): string {
    const { htm, htu, ath, iat, jti } = payload;
    if (htm !== method) no('"htm" is not the method of this request');
    if (!this.#isHere(htu, path)) no('"htu" is not the address of this request');
    if (ath !== token.hash) no('"ath" is not the hash of this access token');
    if (typeof iat !== 'number' || Math.abs(nowMs / 1000 - iat) > WINDOW_SECONDS) {
      no(`"iat" is more than ${WINDOW_SECONDS} s from the time in this answer’s Date header`);
    }
    if (typeof jti !== 'string' || jti === '' || jti.length > LONGEST_ID) {
      no(`"jti" must be a text of 1 to ${LONGEST_ID} characters`);
    }
    return `seen:${sha256(`${token.keyThumbprint ?? ''}${jti}`)}`;
  }

  /** Query and fragment are no part of it, and spelling does not matter (RFC 9449 §4.3, RFC 3986 §6.2). */
  #isHere(htu: unknown, path: string): boolean {
    const here = this.origin + path;
    if (htu === here) return true;
    if (typeof htu !== 'string' || !URL.canParse(htu)) return false;
    const { origin, pathname } = new URL(htu);
    return origin + pathname === here;
  }
}

function no(detail: string): never {
  refuse('invalid_dpop_proof', detail);
}

/** The key's required members as canonical JSON: what its thumbprint is the hash of, and all that is imported. */
function publicPart(jwk: unknown): string {
  if (typeof jwk !== 'object' || jwk === null) no('its header has no "jwk"');
  const members = new Map<string, unknown>(Object.entries(jwk));
  if (PRIVATE_MEMBERS.some((member) => members.has(member))) no('"jwk" must be a public key');
  const names = PUBLIC_MEMBERS[String(members.get('kty'))] ?? no('"jwk" must be an EC, OKP or RSA key');
  return JSON.stringify(Object.fromEntries(names.map((name) => [name, members.get(name)])));
}
