import { type Licence, LICENCES } from './licences.js';

/** Who is signed in here: an enterprise, and the person who acts for it, if a phone vouched for one. */
export interface Visitor {
  readonly licence: Licence;
  readonly person?: ActingPerson;
}

interface ActingPerson {
  readonly name: string;
  readonly amr: readonly string[];
  /** Epoch seconds. */
  readonly verifiedAt?: number;
}

/** As which enterprise somebody signed in; nothing where that one has no licence here. */
export function visitorOf(claims: Readonly<Record<string, unknown>>): Visitor | undefined {
  const { identity, name, amr, auth_time: authTime } = claims;
  const { type, code } = typeof identity === 'object' && identity !== null ? (identity as Record<string, unknown>) : {};
  const licence = type === 'enterprise' && typeof code === 'string' ? LICENCES.get(code) : undefined;
  return (
    licence && {
      licence,
      person: {
        name: typeof name === 'string' ? name : '',
        amr: Array.isArray(amr) ? amr.filter((factor) => typeof factor === 'string') : [],
        ...(typeof authTime === 'number' && { verifiedAt: authTime }),
      },
    }
  );
}
