import { actorIn, type Verified, verifiedIn } from './id-token.js';

/** Both sides of what others approved: for whom, and who did. */
export interface Vouched {
  readonly sub: string;
  readonly by: readonly Verified[];
}

/**
 * What an ID token says of a session with approvers: `sub` is whom it was for, `approved_by` are those who approved, each
 * once, and `act` is the last of them (RFC 8693 §4.1). Nothing where it says no such thing.
 */
export function vouchedIn(claims: Readonly<Record<string, unknown>>): Vouched | undefined {
  const { sub, approved_by: approvedBy } = claims;
  if (typeof sub !== 'string' || !Array.isArray(approvedBy)) return undefined;
  const by = approvedBy.flatMap((entry) => verifiedIn(entry) ?? []);
  const areAllNamed = by.length === approvedBy.length && new Set(by.map((one) => one.sub)).size === by.length;
  const last = by.at(-1);
  return areAllNamed && last !== undefined && actorIn(claims) === last.sub ? { sub, by } : undefined;
}
