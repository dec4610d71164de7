import type { IdentityType, LocalizedText } from '@saoma/protocol';
import { Accounts, type AccountSeed, type SignInResult } from '../accounts/accounts.js';
import { CUIHU_TAX, YUNHAI_TRADING } from '../organizations.js';
import { PEOPLE, personOf } from '../people.js';
import { type Holder, holderOf } from './holder.js';

/** One of the ways into the portal: for one kind of business, with accounts of its own. */
export interface Entry {
  readonly id: 'enterprise' | 'natural-person' | 'agency';
  /** Its page, below the portal's path. */
  readonly path: string;
  readonly names: LocalizedText;
  /** As what one acts who came in here. */
  readonly identityType: IdentityType;
  /** What one signs in with beside the password. */
  readonly loginLabels: LocalizedText;
}

const NATURAL_PERSON: Entry = {
  id: 'natural-person',
  path: '/',
  names: { zh: '自然人业务', en: 'Natural person' },
  identityType: 'person',
  loginLabels: { zh: '居民身份证号码', en: 'ID number' },
};

const CREDIT_CODE = { zh: '统一社会信用代码', en: 'Unified social credit code' } as const;

/** In the order of the tabs. */
export const ENTRIES: readonly Entry[] = [
  {
    id: 'enterprise',
    path: '/enterprise',
    names: { zh: '企业业务', en: 'Enterprise' },
    identityType: 'enterprise',
    loginLabels: CREDIT_CODE,
  },
  NATURAL_PERSON,
  {
    id: 'agency',
    path: '/agency',
    names: { zh: '代理业务', en: 'Agency' },
    identityType: 'agency_client',
    loginLabels: CREDIT_CODE,
  },
];

export const entryOf = (id: unknown): Entry => ENTRIES.find((entry) => entry.id === id) ?? NATURAL_PERSON;

/** Who may sign in with which name, at each entry. */
const SEEDS: Readonly<Record<Entry['id'], readonly Omit<AccountSeed, 'password'>[]>> = {
  'natural-person': PEOPLE.map((person) => ({ login: person.idNumber, person })),
  enterprise: PEOPLE.filter(({ id }) => id === YUNHAI_TRADING.legalRepresentative).map((person) => ({
    login: YUNHAI_TRADING.code,
    person,
  })),
  agency: PEOPLE.filter(({ identities }) => identities.some(({ agency }) => agency?.code === CUIHU_TAX.code)).map(
    (person) => ({ login: CUIHU_TAX.code, person }),
  ),
};

/** The portal's accounts: the same name may be one at each entry. */
export class EntryAccounts {
  readonly #byEntry: ReadonlyMap<Entry['id'], Accounts>;

  private constructor(byEntry: ReadonlyMap<Entry['id'], Accounts>) {
    this.#byEntry = byEntry;
  }

  static async create(passwords: ReadonlyMap<string, string>): Promise<EntryAccounts> {
    const seedsOf = ({ id }: Entry): AccountSeed[] =>
      SEEDS[id].map((seed) => ({ ...seed, password: passwords.get(seed.person.id) ?? '' }));
    const made = ENTRIES.map(async (entry) => [entry.id, await Accounts.create(seedsOf(entry))] as const);
    return new EntryAccounts(new Map(await Promise.all(made)));
  }

  async signIn(
    { id, identityType }: Entry,
    login: string,
    password: string,
  ): Promise<{ ok: true; holder: Holder } | Extract<SignInResult, { ok: false }>> {
    const result = await this.#byEntry.get(id)?.signIn(login, password);
    if (!result?.ok) return result ?? { ok: false };
    const { account } = result;
    return { ok: true, holder: holderOf(identityType, account, personOf(account.personId)) };
  }
}
