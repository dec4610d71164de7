import { errors } from 'jose';
import { RefusedError } from '../core/outcome.js';

/**
 * Signatures that are accepted, of access tokens and of proofs: asymmetric only, so that a public key never becomes
 * a password (RFC 8725 §3.1) and no token is its own authority (`none`).
 */
export const ALGORITHMS = ['ES256', 'PS256', 'RS256', 'EdDSA'];

type RefusedSignature = 'invalid_token' | 'invalid_dpop_proof' | 'use_dpop_nonce' | 'statement_mismatch';

/** An expected "no" at the door, with what was wrong for the app's developer; never anything out of the token. */
export function refuse(code: RefusedSignature, detail: string): never {
  throw new RefusedError({ code, detail });
}

/**
 * What was wrong with a token that `jose` refused. Our own words, because the library's messages may quote what
 * the sender wrote. An error that is not about the token, such as keys out of reach, is thrown on.
 */
export function whyRefused(error: unknown): string {
  if (error instanceof RefusedError) throw error;
  if (error instanceof errors.JWTExpired) return 'it has expired';
  if (error instanceof errors.JWTClaimValidationFailed) {
    return error.reason === 'missing' ? `"${error.claim}" is missing` : `"${error.claim}" is not what is expected here`;
  }
  // How jose says that a key is of another kind than "alg", or too short.
  if (error instanceof TypeError) return 'its key does not fit its "alg"';
  const reason = error instanceof errors.JOSEError ? REASONS[error.code] : undefined;
  if (reason === undefined) throw error;
  return reason;
}

const REASONS: Readonly<Record<string, string>> = {
  [errors.JOSEAlgNotAllowed.code]: `"alg" must be one of ${ALGORITHMS.join(', ')}`,
  [errors.JOSENotSupported.code]: 'its header asks for something that is not supported',
  [errors.JWKSNoMatchingKey.code]: 'none of the app’s keys has its "kid" and "alg"',
  [errors.JWKSMultipleMatchingKeys.code]: 'it has no "kid", and several of the app’s keys would fit',
  [errors.JWSSignatureVerificationFailed.code]: 'its signature does not match',
  [errors.JWSInvalid.code]: 'it is not a signed JWT',
  [errors.JWTInvalid.code]: 'it is not a signed JWT',
};
