import { Inject, Injectable } from '@nestjs/common';
import { type JWTPayload, jwtVerify } from 'jose';
import type { Clock } from '../core/ports.js';
import { sameText, sha256 } from '../core/secrets.js';
import { BROKER_ORIGIN, CLOCK } from '../core/tokens.js';
import { HeaderKeys } from './header-keys.js';
import { ProofNonces } from './nonces.js';
import { ALGORITHMS, refuse, whyRefused } from './signed-token.js';

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
  /** Which nonce it must name. Default: one that this broker gave, and not long ago. */
  readonly nonce?: string;
}

/**
 * Verifies the proof that a call comes from the holder of a key.
 * @see RFC 9449 §4.3
 */
@Injectable()
export class DpopProofVerifier {
  constructor(
    @Inject(BROKER_ORIGIN) private readonly origin: string,
    @Inject(CLOCK) private readonly clock: Clock,
    @Inject(HeaderKeys) private readonly keys: HeaderKeys,
    @Inject(ProofNonces) private readonly nonces: ProofNonces,
  ) {}

  /**
   * Refuses with `invalid_dpop_proof`, or with `use_dpop_nonce` what is right but for its nonce. No clock but ours counts:
   * `iat` is only what the sender's says.
   * @returns under which key the proof is to be noted as spent; the caller must refuse it when it was there already.
   */
  async verify(header: string | undefined, request: ProvenRequest, holder: KeyHolder): Promise<string> {
    // Node joins repeated headers with commas, and no proof contains one.
    if (!header || header.includes(',')) no('send exactly one DPoP header');
    if (header.length > LONGEST_PROOF) no(`it is longer than ${LONGEST_PROOF} characters`);

    const { payload } = await jwtVerify(header, (jose) => this.keys.find(jose, holder.thumbprint, no), {
      algorithms: ALGORITHMS,
      typ: 'dpop+jwt',
      currentDate: new Date(this.clock.nowMs()),
    }).catch((error: unknown) => no(whyRefused(error)));
    return this.#spent(payload, request, holder);
  }

  #spent(payload: JWTPayload, { method, path }: ProvenRequest, holder: KeyHolder): string {
    const { htm, htu, ath, iat, jti, nonce } = payload;
    if (htm !== method) no('"htm" is not the method of this request');
    if (!this.#isHere(htu, path)) no('"htu" is not the address of this request');
    if (holder.ath !== undefined && ath !== holder.ath) no('"ath" is not the hash of this access token');
    if (typeof iat !== 'number') no('"iat" is missing');
    if (typeof jti !== 'string' || jti === '' || jti.length > LONGEST_ID) {
      no(`"jti" must be a text of 1 to ${LONGEST_ID} characters`);
    }
    // Last, so that whoever is asked to come back with a nonce has nothing else to mend.
    if (!this.#isNonce(nonce, holder)) refuse('use_dpop_nonce', 'its "nonce" is missing, too old, or none of ours');
    return `seen:${sha256(`${holder.thumbprint}${jti}`)}`;
  }

  #isNonce(nonce: unknown, holder: KeyHolder): boolean {
    if (typeof nonce !== 'string') return false;
    return holder.nonce === undefined ? this.nonces.isGood(nonce) : sameText(nonce, holder.nonce);
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
