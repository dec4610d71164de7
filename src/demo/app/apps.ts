import type { Channel, LocalizedText } from '@saoma/protocol';
import { PEOPLE, type Person } from '../people.js';
import type { SigningAlgorithm } from './issuer.js';

/** One of the apps of the demo: the same pages, with a name, a look, people's accounts and keys of its own. */
export interface DemoApp {
  /** In the registry; also names the files of its look. */
  readonly id: string;
  /** Where it is, below the public origin. Its issuer is there too. */
  readonly path: string;
  readonly names: LocalizedText;
  /** Who verifies people by their identity card shares a realm: the same `sub` is the same person in all of them. */
  readonly realm: string;
  readonly channel: Channel;
  /** For a mini program: the app inside which it runs. */
  readonly host?: LocalizedText;
  /** How its tokens are signed. */
  readonly algorithm: SigningAlgorithm;
  /** Whom it knows, and as what they may act. */
  readonly people: readonly Person[];
}

/** The housing fund knows the same people, as members and not as anybody's representative. */
export const MEMBERS: readonly Person[] = PEOPLE.map((person) => ({ ...person, identities: [] }));

export const APPS: readonly [DemoApp, ...DemoApp[]] = [
  {
    id: 'etax-app',
    path: '/demo/app',
    names: { zh: '电子税务局 App', en: 'e-Tax app' },
    realm: 'natural-person',
    channel: 'app',
    algorithm: 'ES256',
    people: PEOPLE,
  },
  {
    id: 'income-tax-app',
    path: '/demo/income-tax',
    names: { zh: '个人所得税 App', en: 'Income Tax app' },
    realm: 'natural-person',
    channel: 'app',
    algorithm: 'PS256',
    people: PEOPLE,
  },
  {
    id: 'licence-app',
    path: '/demo/licence-app',
    names: { zh: '电子营业执照 App', en: 'Business Licence app' },
    realm: 'natural-person',
    channel: 'app',
    algorithm: 'ES256',
    people: PEOPLE,
  },
  {
    id: 'housing-fund-app',
    path: '/demo/housing-fund',
    names: { zh: '住房公积金 App', en: 'Housing Fund app' },
    realm: 'housing-fund-member',
    channel: 'app',
    algorithm: 'RS256',
    people: MEMBERS,
  },
  {
    id: 'housing-fund-mini',
    path: '/demo/housing-fund-mini',
    names: { zh: '住房公积金小程序', en: 'Housing Fund mini program' },
    realm: 'housing-fund-member',
    channel: 'mini_program',
    host: { zh: '云聊', en: 'Yunliao' },
    algorithm: 'ES256',
    people: MEMBERS,
  },
];
