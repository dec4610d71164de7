import { actorIn, isRecord, type Verified, verifiedIn } from '../site/id-token.js';
import { type Licence, LICENCES } from './licences.js';

/** Who is signed in here: an enterprise, and the person who acts for it, if a phone vouched for one. */
export interface Visitor {
  readonly licence: Licence;
  readonly person?: Verified;
}

/**
 * As which enterprise somebody signed in: one for which the token's own person acts. Nothing where that one has no
 * licence here.
 */
export function visitorOf(claims: Readonly<Record<string, unknown>>): Visitor | undefined {
  const { identity } = claims;
  const person = verifiedIn(claims);
  if (!person || !isRecord(identity) || actorIn(identity) !== person.sub) return undefined;
  const { type, code } = identity;
  const licence = type === 'enterprise' && typeof code === 'string' ? LICENCES.get(code) : undefined;
  return licence && { licence, person };
}
