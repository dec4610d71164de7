import { createHmac } from 'node:crypto';
import { unwrapUnder, wrapUnder } from './key-wrap.js';
import type { LastingKeys, RingKey } from './ports.js';

/** A portal that knows people by words of its own, in a session that began at a moment of the store's clock. */
export interface PairwiseFor {
  readonly clientId: string;
  readonly startedAtMs: number;
}

/** What a portal knows a person by. */
export interface PortalSubject {
  readonly sub: string;
  /** What it knew them by before its keys changed, the latest first, as long as those are believed. */
  readonly formerly: readonly string[];
}

/** A digest of ours. */
const WORD = /^[\w-]{43}$/;

/**
 * What portals know people by. A pairwise `sub` is the person's word wrapped under a key of that portal (RFC 3394), so that no
 * two portals can compare theirs, and a portal can name by it whom it means.
 * @see OpenID Connect Core §8.1
 */
export class PortalSubjects {
  constructor(private readonly keys: LastingKeys) {}

  /**
   * A pairwise `sub` is that of the key which was current when the session began: whatever is made of one session, on whichever
   * node, before or after the keys change, is the same.
   */
  of(person: string, pairwise?: PairwiseFor): PortalSubject {
    if (!pairwise) return { sub: person, formerly: [] };
    const [current, ...former] = this.keys.pairwiseAt(pairwise.startedAtMs);
    if (!current) throw new RangeError('every key of pairwise subjects is over');
    const wrap = (key: RingKey): string => wrapUnder(keyOf(key, pairwise.clientId), person);
    return { sub: wrap(current), formerly: former.map(wrap) };
  }

  /** Whom a portal means by a `sub` of its own; `undefined` when it is none. Of public ones only the form can be seen. */
  personOf(sub: string, pairwiseFor?: string): string | undefined {
    if (pairwiseFor === undefined) return WORD.test(sub) ? sub : undefined;
    for (const key of this.keys.pairwise()) {
      // Of what is no base64 there is nothing to unwrap, and no error either.
      const person = unwrapUnder(keyOf(key, pairwiseFor), sub);
      if (person !== undefined && WORD.test(person)) return person;
    }
    return undefined;
  }
}

function keyOf({ secret }: RingKey, clientId: string): Buffer {
  return createHmac('sha256', secret).update(`pairwise\0${clientId}`).digest();
}
