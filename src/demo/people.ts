import type { Identity } from '@saoma/protocol';
import { CUIHU_TAX, DIANCHI_SOFTWARE, YUNHAI_TRADING } from './organizations.js';

/**
 * Somebody who has an account in the apps, and what the portals have on file about them. All are invented: no region has
 * the code with which the ID numbers begin, no bank that of the cards.
 */
export interface Person {
  readonly id: string;
  /** What the app vouches for; a name is written one way, in any language. */
  readonly name: string;
  /** The name in Latin letters, family name first, words separated by spaces. */
  readonly pinyin: string;
  /** 18 characters of which the last checks the others (GB 11643). */
  readonly idNumber: string;
  /** `1987-06-12` */
  readonly birthday: string;
  /** E.164. */
  readonly phone: string;
  readonly email: string;
  readonly bankCard: string;
  /** As what they may act, besides as themselves. */
  readonly identities: readonly Identity[];
  /** Which accounts of a portal are theirs, by the portal's client id. */
  readonly accounts: Readonly<Record<string, readonly string[]>>;
}

export const PEOPLE: readonly [Person, ...Person[]] = [
  {
    id: 'p-7Qm2',
    name: '张伟',
    pinyin: 'zhang wei',
    idNumber: '990101198706120133',
    birthday: '1987-06-12',
    phone: '+8613800000142',
    email: 'zhang.wei@example.com',
    bankCard: '9990010100000142',
    identities: [{ id: 'enterprise-yunhai', type: 'enterprise', name: YUNHAI_TRADING.name, code: YUNHAI_TRADING.code }],
    accounts: {
      'etax-yunhai': ['yh-np-301', 'yh-ent-101'],
      'tax-hall': ['53990101'],
      'invoicing-client': ['inv-101'],
      'housing-fund-site': ['hf-7001'],
      'business-licence': [YUNHAI_TRADING.code],
    },
  },
  {
    id: 'p-4Xk9',
    name: '李娜',
    pinyin: 'li na',
    idNumber: '990101199103250427',
    birthday: '1991-03-25',
    phone: '+8613900000377',
    email: 'li.na@example.com',
    bankCard: '9990010200000372',
    identities: [],
    accounts: { 'etax-yunhai': ['yh-np-302'], 'tax-hall': ['53990102'], 'housing-fund-site': ['hf-7002'] },
  },
  {
    id: 'p-9Wd5',
    name: '王芳',
    pinyin: 'wang fang',
    idNumber: '990103198509080585',
    birthday: '1985-09-08',
    phone: '+8613700000585',
    email: 'wang.fang@example.com',
    bankCard: '9990010300000587',
    identities: [
      {
        id: 'client-dianchi',
        type: 'agency_client',
        name: DIANCHI_SOFTWARE.name,
        code: DIANCHI_SOFTWARE.code,
        agency: CUIHU_TAX,
      },
    ],
    accounts: {
      'etax-yunhai': ['yh-np-303', 'yh-agt-201'],
      'tax-hall': ['53990103'],
      'housing-fund-site': ['hf-7003'],
    },
  },
  {
    id: 'p-2Hs8',
    name: '欧阳明轩',
    pinyin: 'ou yang ming xuan',
    idNumber: '990102197801170819',
    birthday: '1978-01-17',
    phone: '+8613600000819',
    email: 'ouyang.mingxuan@example.com',
    bankCard: '9990010400000818',
    identities: [],
    accounts: { 'etax-yunhai': ['yh-np-304'], 'tax-hall': ['53990104'], 'housing-fund-site': ['hf-7004'] },
  },
];

/** @throws when there is nobody with this id */
export function personOf(id: string): Person {
  const person = PEOPLE.find((one) => one.id === id);
  if (!person) throw new Error(`Nobody in the demo has the id ${id}.`);
  return person;
}
