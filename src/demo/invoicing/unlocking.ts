import type { Verified } from '../site/id-token.js';
import type { KnownSubjects } from '../site/known-subjects.js';
import { vouchedIn } from '../site/vouched.js';
import { type HeldCertificate, OPERATOR } from './certificates.js';

/** What a browser asks for: the end of one lock of one certificate. */
export interface LockToEnd {
  readonly held: HeldCertificate;
  readonly lock: number;
}

/** The same, approved from both sides. */
export interface Unlocking extends LockToEnd {
  readonly holder: Verified;
  readonly operator: Verified;
}

/**
 * Whether an ID token says that the certificate's holder was verified and that the operator agreed, whoever was first.
 * One of them alone, or somebody else in the place of one, is nothing.
 */
export function unlockingProved(
  { held, lock }: LockToEnd,
  claims: Readonly<Record<string, unknown>>,
  known: KnownSubjects,
): Unlocking | undefined {
  const { sub, by } = vouchedIn(claims) ?? { by: [] };
  const [holder, operator] = [by.find((one) => one.sub === sub), by.find((one) => one.sub !== sub)];
  if (by.length !== 2 || !holder || !operator) return undefined;
  if (!known.agree({ [held.holder.id]: holder.sub, [OPERATOR.id]: operator.sub })) return undefined;
  return { held, lock, holder, operator };
}
