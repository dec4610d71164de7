import type { Identity, IdentityType } from '@saoma/protocol';
import type { Account } from '../accounts/accounts.js';
import type { Person } from '../people.js';
import type { Visitor } from './visitor.js';

/** Somebody who typed the right password at an entry. */
export interface Holder {
  readonly account: Account;
  /** Whose account it is: the enterprise's, the agency's, or the person's. */
  readonly name: string;
  /** As what one may act with the account, if not as the person: one at an enterprise's, at an agency's one a client. */
  readonly identities: readonly Identity[];
}

export function holderOf(type: IdentityType, account: Account, person: Pick<Person, 'identities'>): Holder {
  const identities = person.identities.filter((identity) => identity.type === type && isOf(account, identity));
  const [first] = identities;
  return { account, name: first?.agency?.name ?? first?.name ?? account.name, identities };
}

/** Who is in, now that the person is proved. */
export interface Arrival {
  readonly visitor: Visitor;
  /** Nobody said as what, and the account does not: it is still to be chosen. */
  readonly mustChoose: boolean;
}

/** Nothing where what was chosen on the phone is not what the account is for. */
export function arrivalOf({ account, identities }: Holder, proved: Visitor): Arrival | undefined {
  if (proved.identity && !isOf(account, proved.identity)) return undefined;
  // A text message says who it was, and nothing of as whom: that is what the account is for, where it leaves no choice.
  const [only, ...others] = identities;
  const mustChoose = !proved.identity && others.length > 0;
  const identity = proved.identity ?? (mustChoose ? undefined : only);
  return { visitor: { ...proved, name: account.name, identity }, mustChoose };
}

const isOf = ({ login }: Account, { code, agency }: Omit<Identity, 'id'>): boolean =>
  [code, agency?.code].includes(login);
