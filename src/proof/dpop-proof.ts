import { Inject, Injectable } from '@nestjs/common';
import { type JWTPayload, jwtVerify } from 'jose';
import type { Clock } from '../core/ports.js';
import { sha256 } from '../core/secrets.js';
import { BROKER_ORIGIN, CLOCK } from '../core/tokens.js';
import { HeaderKeys } from './header-keys.js';
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

/** A request as a proof describes it. */
export interface ProvenRequest {
  readonly method: string;
  /** The path without its query: `/v1/scans`. */
  readonly path: string;
}

/** The key that must have made a proof, and what else it must name. */
export interface KeyHolder {
  /** RFC 7638 thumbprint. */
  readonly thumbprint: string;
  /** SHA-256 in base64url of the token that the proof comes with; without one, `ath` is not looked at. */
  readonly ath?: string;
}

/**
 * Verifies the proof that a call comes from the holder of a key.
 * @see RFC 9449 §4.3
 */
@Injectable()
export class DpopProofVerifier {
  readonly #keys = new HeaderKeys();

  constructor(
    @Inject(BROKER_ORIGIN) private readonly origin: string,
    @Inject(CLOCK) private readonly clock: Clock,
  ) {}

  /**
   * Refuses with `invalid_dpop_proof`.
   * @returns under which key the proof is to be noted as spent; the caller must refuse it when it was there already.
   */
  async verify(header: string | undefined, request: ProvenRequest, holder: KeyHolder): Promise<string> {
    // Node joins repeated headers with commas, and no proof contains one.
    if (!header || header.includes(',')) no('send exactly one DPoP header');
    if (header.length > LONGEST_PROOF) no(`it is longer than ${LONGEST_PROOF} characters`);

    const nowMs = this.clock.nowMs();
    const { payload } = await jwtVerify(header, (jose) => this.#keys.find(jose, holder.thumbprint, no), {
      algorithms: ALGORITHMS,
      typ: 'dpop+jwt',
      currentDate: new Date(nowMs),
    }).catch((error: unknown) => no(whyRefused(error)));
    return this.#spent(payload, request, holder, nowMs);
  }

  #spent(payload: JWTPayload, { method, path }: ProvenRequest, holder: KeyHolder, nowMs: number): string {
    const { htm, htu, ath, iat, jti } = payload;
    if (htm !== method) no('"htm" is not the method of this request');
    if (!this.#isHere(htu, path)) no('"htu" is not the address of this request');
    if (holder.ath !== undefined && ath !== holder.ath) no('"ath" is not the hash of this access token');
    if (typeof iat !== 'number' || Math.abs(nowMs / 1000 - iat) > WINDOW_SECONDS) {
      no(`"iat" is more than ${WINDOW_SECONDS} s from the time in this answer’s Date header`);
    }
    if (typeof jti !== 'string' || jti === '' || jti.length > LONGEST_ID) {
      no(`"jti" must be a text of 1 to ${LONGEST_ID} characters`);
    }
    return `seen:${sha256(`${holder.thumbprint}${jti}`)}`;
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
