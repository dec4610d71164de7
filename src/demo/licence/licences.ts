import { Accounts } from '../accounts/accounts.js';
import { ORGANIZATIONS, type Organization } from '../organizations.js';
import { type Person, personOf } from '../people.js';

/** The electronic business licence of an enterprise, and who is registered for it. */
export interface Licence {
  readonly organization: Organization;
  readonly legalRepresentative: Person;
  /** Deals with the registry for the enterprise, and vouches for it when its password is forgotten. */
  readonly liaison: Person;
}

/** By the enterprises' codes. */
export const LICENCES: ReadonlyMap<string, Licence> = new Map(
  ORGANIZATIONS.flatMap((organization) => {
    const { code, legalRepresentative, liaison } = organization;
    if (legalRepresentative === undefined || liaison === undefined) return [];
    const people = { legalRepresentative: personOf(legalRepresentative), liaison: personOf(liaison) };
    return [[code, { organization, ...people }]];
  }),
);

/** The licences' passwords. At first each is that of the legal representative. */
export function openAccounts(passwords: ReadonlyMap<string, string>): Promise<Accounts> {
  return Accounts.create(
    [...LICENCES].map(([code, { legalRepresentative: person }]) => {
      const password = passwords.get(person.id);
      if (password === undefined) throw new Error(`There is no password for ${person.name}.`);
      return { login: code, person, password };
    }),
  );
}
