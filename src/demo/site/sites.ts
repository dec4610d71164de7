import type { LocalizedText, Purpose } from '@saoma/protocol';

/** One site of the demo: a portal with its own secret, pages, accounts and rules. */
export interface Site {
  /** Its `client_id` at the broker. */
  readonly id: string;
  /** Where it is, below the public origin. */
  readonly path: string;
  readonly names: LocalizedText;
  readonly purposes: readonly [Purpose, ...Purpose[]];
  /** The apps whose word it takes, by their ids in the registry. */
  readonly apps: readonly [string, ...string[]];
}

export const SITES = [
  {
    id: 'etax-yunhai',
    path: '/demo/etax',
    names: { zh: '云海省电子税务局', en: 'Yunhai Provincial e-Tax Bureau' },
    purposes: ['login', 'step_up'],
    apps: ['etax-app', 'income-tax-app'],
  },
  {
    id: 'income-tax-site',
    path: '/demo/iit',
    names: { zh: '自然人电子税务局', en: 'Individual Income Tax' },
    purposes: ['login', 'verify'],
    apps: ['etax-app', 'income-tax-app'],
  },
  {
    id: 'invoicing-client',
    path: '/demo/invoicing',
    names: { zh: '云海省开票软件', en: 'Yunhai Invoicing' },
    purposes: ['login', 'verify'],
    apps: ['etax-app', 'income-tax-app'],
  },
  {
    id: 'housing-fund-site',
    path: '/demo/fund',
    names: { zh: '云海省住房公积金', en: 'Yunhai Housing Provident Fund' },
    purposes: ['login', 'verify'],
    apps: ['housing-fund-app', 'housing-fund-mini', 'housing-fund-line'],
  },
  {
    id: 'business-licence',
    path: '/demo/licence',
    names: { zh: '云海省电子营业执照', en: 'Yunhai Electronic Business Licence' },
    purposes: ['login', 'verify'],
    apps: ['licence-app', 'etax-app'],
  },
] as const satisfies readonly Site[];

export type SiteId = (typeof SITES)[number]['id'];
