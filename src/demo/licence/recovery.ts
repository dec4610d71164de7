import type { Verified } from '../site/id-token.js';
import type { KnownSubjects } from '../site/known-subjects.js';
import { vouchedIn } from '../site/vouched.js';
import type { Licence } from './licences.js';

/** The liaison has vouched for an enterprise that has lost its password. */
export interface Recovery {
  readonly licence: Licence;
  /** The broker's word for the enterprise's account. */
  readonly account: string;
  readonly liaison: Verified;
}

/**
 * Whether an ID token says that somebody other than the account's own person approved for it, and that it was the one who
 * was asked.
 */
export function recoveryProved(
  licence: Licence,
  claims: Readonly<Record<string, unknown>>,
  known: KnownSubjects,
): Recovery | undefined {
  const { sub: account, by } = vouchedIn(claims) ?? { by: [] };
  const [liaison] = by;
  if (account === undefined || liaison === undefined || by.length !== 1 || liaison.sub === account) return undefined;
  if (!known.agree({ [licence.organization.code]: account, [licence.liaison.id]: liaison.sub })) return undefined;
  return { licence, account, liaison };
}
