import { createHash } from 'node:crypto';
import { APPS } from './app/apps.js';
import { PORTAL_PATH } from './portal/portal.routes.js';
import { BUREAU } from './portal/texts.js';

export const CLIENT_ID = 'etax-yunhai';

/** Portal and apps as an operator would register them (docs/registry.md). */
export function registryOf(publicOrigin: string, clientSecret: string): object {
  return {
    portals: [
      {
        client_id: CLIENT_ID,
        names: BUREAU,
        logo: `${publicOrigin}${PORTAL_PATH}/emblem.svg`,
        origins: [publicOrigin],
        redirect_uris: [`${publicOrigin}${PORTAL_PATH}/callback`],
        client_auth: {
          method: 'client_secret_basic',
          secret_sha256: createHash('sha256').update(clientSecret).digest('hex'),
        },
        purposes: ['login'],
        trusted_apps: APPS.filter(({ trusted }) => trusted).map(({ id }) => id),
        started_by: ['backend'],
        confirm_on_desktop: 'never',
        subject_type: 'pairwise',
        show_name: true,
      },
    ],
    apps: APPS.map(({ id, names, realm, path }) => ({
      id,
      names,
      realm,
      issuer: publicOrigin + path,
      jwks_uri: `${publicOrigin}${path}/jwks`,
      audience: publicOrigin,
      token_type: 'dpop',
      purposes: ['login'],
      amr: ['pwd', 'hwk', 'swk', 'user', 'mfa'],
      scan_link: `${publicOrigin}${path}/`,
    })),
  };
}
