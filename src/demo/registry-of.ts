import { createHash } from 'node:crypto';
import type { FreshKit } from '@saoma/attack';
import type { JWK } from 'jose';
import { annualReportEntry } from './annual-report/site.js';
import { APPS, type DemoApp } from './app/apps.js';
import { pushPath } from './push/push.routes.js';
import { SIGN_OUT_PATHS } from './site/sign-out.routes.js';
import { type SiteId, SITES } from './site/sites.js';
import { taxHallEntry } from './tax-hall/site.js';
import { HOUSING_FUND_LINE } from './telephone/line.js';
import { tvEntry } from './tv/site.js';

/** What the world invents when it starts, and shows to nobody but whom it is for. */
export interface WorldSecrets {
  readonly clientSecrets: Readonly<Record<SiteId, string>>;
  readonly taxHallSecret: string;
  readonly operatorToken: string;
  /** Public. */
  readonly annualReportKey: JWK;
}

/** Longer than the sites keep somebody who does nothing: none is signed in there and missing on the phone. */
const SIGNED_IN_HOURS = 12;

/** In this world everybody sits at a computer that is new to them, and has the phone beside it. */
const FAR_MUST_CHECK = [{ when: { nearness: ['far'] }, then: 'check' }];

/** The one who runs the broker of this world. */
const OPERATOR_ID = 'service-desk';

/**
 * Sites, apps and operator as somebody would register them (docs/registry.md).
 * @param attack what is there to attack the world with
 */
export function registryOf(publicOrigin: string, attack: FreshKit['registry'], secrets: WorldSecrets): object {
  const { clientSecrets, taxHallSecret, operatorToken, annualReportKey } = secrets;
  const apps = [...APPS.map((app) => appEntry(publicOrigin, app)), lineEntry(publicOrigin), ...attack.apps];
  return {
    portals: [
      ...SITES.map(({ id, path, names, purposes, apps: trusted }) => ({
        client_id: id,
        names,
        logo: `${publicOrigin}${path}/emblem.svg`,
        origins: [publicOrigin],
        redirect_uris: [`${publicOrigin}${path}/callback`],
        client_auth: { method: 'client_secret_basic', secret_sha256: sha256(clientSecrets[id]) },
        purposes,
        trusted_apps: trusted,
        started_by: ['backend'],
        policy: FAR_MUST_CHECK,
        confirm_on_desktop: 'never',
        subject_type: 'pairwise',
        show_name: true,
        signed_in_hours: SIGNED_IN_HOURS,
        backchannel_logout_uri: publicOrigin + path + SIGN_OUT_PATHS.broker,
      })),
      // Its policy is the broker's own: who signs in at a new computer types the digits there.
      annualReportEntry(publicOrigin, annualReportKey),
      { ...tvEntry(publicOrigin), policy: FAR_MUST_CHECK },
      { ...taxHallEntry(publicOrigin, sha256(taxHallSecret)), policy: FAR_MUST_CHECK },
      ...attack.portals,
    ],
    apps,
    operators: [{ id: OPERATOR_ID, token_sha256: sha256(operatorToken) }],
  };
}

function appEntry(publicOrigin: string, app: DemoApp): object {
  const { id, names, realm, path, channel, host } = app;
  return {
    id,
    names,
    realm,
    issuer: publicOrigin + path,
    jwks_uri: `${publicOrigin}${path}/jwks`,
    audience: publicOrigin,
    token_type: 'dpop',
    purposes: ['login', 'step_up', 'verify'],
    amr: ['pwd', 'hwk', 'swk', 'user', 'mfa'],
    acr: ['aal1', 'aal2'],
    channel,
    ...(host && { host }),
    scan_link: `${publicOrigin}${path}/`,
    push_uri: publicOrigin + pushPath(app),
  };
}

/** The service line vouches for who called and typed their PIN, and for nothing stronger. */
function lineEntry(publicOrigin: string): object {
  const { id, names, realm, path, purposes, amr, acr } = HOUSING_FUND_LINE;
  return {
    id,
    names,
    realm,
    issuer: publicOrigin + path,
    jwks_uri: `${publicOrigin}${path}/jwks`,
    audience: publicOrigin,
    token_type: 'bearer',
    purposes,
    amr,
    acr: [acr],
    channel: 'phone_line',
  };
}

const sha256 = (secret: string): string => createHash('sha256').update(secret).digest('hex');
