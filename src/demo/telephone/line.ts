/** The housing fund's service line: an app in the broker's eyes, with its own issuer and keys, that has no screen. */
export const HOUSING_FUND_LINE = {
  id: 'housing-fund-line',
  path: '/demo/telephone',
  names: { zh: '12329 服务热线', en: '12329 service line' },
  realm: 'housing-fund-member',
  algorithm: 'ES256',
  /** What people dial. */
  serviceNumber: '12329',
  /** A number that the network shows and six digits: less than an app with a key of its own can vouch for. */
  acr: 'urn:saoma:demo:telephone',
  amr: ['tel', 'pin'],
  purposes: ['verify'],
} as const;
