import type { SignInId } from './visits.js';

/** Somebody of whom an ID token tells, and how they were verified. */
export interface Verified {
  readonly sub: string;
  readonly name?: string;
  readonly amr: readonly string[];
  /** Epoch seconds. */
  readonly verifiedAt?: number;
}

/** Reads the claims about one person: those of the token itself, or of one entry in it. Nothing without a subject. */
export function verifiedIn(claims: unknown): Verified | undefined {
  const { sub, name, amr, auth_time: authTime } = isRecord(claims) ? claims : {};
  if (typeof sub !== 'string') return undefined;
  return {
    sub,
    ...(typeof name === 'string' && { name }),
    amr: Array.isArray(amr) ? amr.filter((factor) => typeof factor === 'string') : [],
    ...(typeof authTime === 'number' && { verifiedAt: authTime }),
  };
}

/** Whom the `act` of a claim names: who acts for what the other members of that claim say (RFC 8693 §4.1). */
export function actorIn(claims: Readonly<Record<string, unknown>>): unknown {
  return isRecord(claims['act']) ? claims['act']['sub'] : undefined;
}

/** The broker's word for the sign-in that the token tells of (`sid`): what may end it later. */
export function signInIn(claims: Readonly<Record<string, unknown>>): SignInId | undefined {
  return typeof claims['sid'] === 'string' ? claims['sid'] : undefined;
}

export function isRecord(value: unknown): value is Readonly<Record<string, unknown>> {
  return typeof value === 'object' && value !== null;
}
