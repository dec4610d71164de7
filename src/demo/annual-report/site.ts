import type { JWK } from 'jose';

/** The site of the market regulator where enterprises hand in their annual reports. */
export const ANNUAL_REPORT = {
  id: 'annual-report',
  path: '/demo/annual-report',
  names: { zh: '云海省企业年报公示系统', en: 'Yunhai Annual Reports' },
} as const;

/** What it registered at the broker, as it would at any OpenID provider: a redirect, a key, and where it hears of sign-outs. */
export function annualReportEntry(publicOrigin: string, publicJwk: JWK): object {
  const { id, path, names } = ANNUAL_REPORT;
  const here = publicOrigin + path;
  return {
    client_id: id,
    names,
    logo: `${here}/emblem.svg`,
    redirect_uris: [`${here}/callback`],
    client_auth: { method: 'private_key_jwt', jwks: { keys: [publicJwk] } },
    purposes: ['login'],
    trusted_apps: ['licence-app', 'etax-app'],
    started_by: ['redirect'],
    require_pushed_authorization_requests: true,
    post_logout_redirect_uris: [`${here}/signed-out`],
    backchannel_logout_uri: `${here}/backchannel-logout`,
  };
}
