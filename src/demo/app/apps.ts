import type { LocalizedText } from '@saoma/protocol';
import type { SigningAlgorithm } from './issuer.js';

/** One of the apps of the demo: the same pages, with a name, a look, people's accounts and keys of its own. */
export interface DemoApp {
  /** In the registry; also names the files of its look. */
  readonly id: string;
  /** Where it is, below the public origin. Its issuer is there too. */
  readonly path: string;
  readonly names: LocalizedText;
  /** Both tax apps verify people by their identity card: the same `sub` is the same person in both. */
  readonly realm: string;
  /** How its tokens are signed. */
  readonly algorithm: SigningAlgorithm;
  /** Whether the portal takes its word. */
  readonly trusted: boolean;
}

export const APPS: readonly [DemoApp, ...DemoApp[]] = [
  {
    id: 'etax-app',
    path: '/demo/app',
    names: { zh: '电子税务局 App', en: 'e-Tax app' },
    realm: 'natural-person',
    algorithm: 'ES256',
    trusted: true,
  },
  {
    id: 'income-tax-app',
    path: '/demo/income-tax',
    names: { zh: '个人所得税 App', en: 'Income Tax app' },
    realm: 'natural-person',
    algorithm: 'PS256',
    trusted: true,
  },
  {
    id: 'housing-fund-app',
    path: '/demo/housing-fund',
    names: { zh: '住房公积金 App', en: 'Housing Fund app' },
    realm: 'housing-fund-member',
    algorithm: 'RS256',
    trusted: false,
  },
];
