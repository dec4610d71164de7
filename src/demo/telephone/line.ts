/** The housing fund's service line: an app in the broker's eyes, with its own issuer and keys, that has no screen. */
export const HOUSING_FUND_LINE = {
  id: 'housing-fund-line',
  path: '/demo/telephone',
  names: { zh: '住房公积金服务热线 12329', en: 'Housing Fund service line 12329' },
  realm: 'housing-fund-member',
  algorithm: 'ES256',
  /** What people dial. */
  serviceNumber: '12329',
  /** A number that the network shows and six digits: less than an app with a key of its own can vouch for. */
  acr: 'urn:saoma:demo:telephone',
  amr: ['tel', 'pin'],
  purposes: ['verify'],
} as const;
