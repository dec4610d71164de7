import type { ProblemCode, RequiredAuthentication } from '@saoma/protocol';

/** An expected "no", ready to be told: what becomes of it on the wire is the problem table's affair. */
export interface Refused {
  readonly code: ProblemCode;
  /** For a developer: what was wrong. Never a secret. */
  readonly detail?: string;
  /** Where the session is, when that is the reason. */
  readonly state?: string;
  readonly triesLeft?: number;
  readonly retryAfterMs?: number;
  /** How the person must be verified before the same may be sent again. */
  readonly required?: RequiredAuthentication;
}

/** What an event came to. An expected "no" is a value; a broken world is thrown. */
export type Outcome<T> = { readonly ok: true; readonly value: T } | ({ readonly ok: false } & Refused);

export function done<T>(value: T): Outcome<T> {
  return { ok: true, value };
}

export function refused(code: ProblemCode, rest: Omit<Refused, 'code'> = {}): { readonly ok: false } & Refused {
  return { ok: false, code, ...rest };
}

/** A refusal on its way out of a door. The problems filter turns it into RFC 9457. */
export class RefusedError extends Error {
  override readonly name = 'RefusedError';

  constructor(readonly refused: Refused) {
    super(refused.detail ?? refused.code);
  }
}

/** The value, or the refusal thrown: for doors only. */
export function unwrap<T>(outcome: Outcome<T>): T {
  if (outcome.ok) return outcome.value;
  const { ok: _, ...refusal } = outcome;
  throw new RefusedError(refusal);
}
