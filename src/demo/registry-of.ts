import { createHash } from 'node:crypto';
import { APP_PATH } from './app/app.routes.js';
import { PORTAL_PATH } from './portal/portal.routes.js';
import { BUREAU } from './portal/texts.js';

export const CLIENT_ID = 'etax-yunhai';
export const APP_ID = 'etax-app';

/** Portal and app as an operator would register them (docs/registry.md). */
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
        trusted_apps: [APP_ID],
        started_by: ['backend'],
        confirm_on_desktop: 'never',
        subject_type: 'pairwise',
        show_name: true,
      },
    ],
    apps: [
      {
        id: APP_ID,
        names: { zh: '电子税务局 App', en: 'e-Tax app' },
        realm: 'yunhai-taxpayers',
        issuer: publicOrigin + APP_PATH,
        jwks_uri: `${publicOrigin}${APP_PATH}/jwks`,
        audience: publicOrigin,
        token_type: 'dpop',
        purposes: ['login'],
        amr: ['pwd', 'pin', 'face', 'fpt'],
        scan_link: `${publicOrigin}${APP_PATH}/`,
      },
    ],
  };
}
