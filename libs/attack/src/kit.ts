import { createHash, randomBytes } from 'node:crypto';
import { PortalBackend, type AppRegistration, type PortalRegistration, TestApp } from '@saoma/testing';
import { exportJWK, generateKeyPair, type JWK } from 'jose';

/** A portal of one's own that is registered for the attack. */
export interface KitPortal {
  readonly client_id: string;
  readonly redirect_uri: string;
  readonly client_auth:
    | { readonly method: 'client_secret_basic' | 'client_secret_post'; readonly secret: string }
    | { readonly method: 'private_key_jwt'; readonly key: JWK };
}

/** An app of one's own that is registered for the attack: with its key the suite vouches for people that do not exist. */
export interface KitApp {
  readonly id: string;
  readonly realm: string;
  readonly issuer: string;
  readonly audience: string;
  /** The private key, with `kid` and `alg`. */
  readonly key: JWK;
}

/**
 * What the suite holds of a deployment: test portals and test apps, registered beside the real ones. The app vouches for
 * nobody at any portal but these, so whoever gets hold of the kit gets nothing else.
 */
export interface Kit {
  readonly portal?: KitPortal;
  readonly other_portal?: KitPortal;
  readonly app?: KitApp;
  /** Registered, but trusted by none of the portals. */
  readonly stranger_app?: KitApp;
}

/** A kit, and what is to be registered for it. */
export interface FreshKit {
  readonly kit: Kit;
  readonly registry: { readonly portals: readonly PortalRegistration[]; readonly apps: readonly AppRegistration[] };
}

/** Makes a kit with fresh secrets, and the entries for the broker's registry file. */
export async function makeKit(broker: string): Promise<FreshKit> {
  const kit = {
    portal: makePortal('attack'),
    other_portal: makePortal('attack-other'),
    app: await makeApp('attack-app', broker),
    stranger_app: await makeApp('attack-stranger', broker),
  };
  const { portal, otherPortal, app, strangerApp } = await openKit(kit, broker);
  return {
    kit,
    registry: {
      portals: [portal, otherPortal].flatMap((one) => (one ? [one.registration()] : [])),
      apps: [app, strangerApp].flatMap((one) => (one ? [one.registration()] : [])),
    },
  };
}

/** The kit, ready for use. */
export interface OpenKit {
  readonly portal?: PortalBackend;
  readonly otherPortal?: PortalBackend;
  readonly app?: TestApp;
  readonly strangerApp?: TestApp;
}

/** Opens a kit: secrets become portals and apps. Makes no request. */
export async function openKit(kit: Kit, broker: string): Promise<OpenKit> {
  const apps = kit.app ? [kit.app] : [];
  const portal = kit.portal && (await openPortal(kit.portal, broker, apps));
  const otherPortal = kit.other_portal && (await openPortal(kit.other_portal, broker, apps));
  const app = kit.app && (await TestApp.create(kit.app));
  const strangerApp = kit.stranger_app && (await TestApp.create(kit.stranger_app));
  return {
    ...(portal && { portal }),
    ...(otherPortal && { otherPortal }),
    ...(app && { app }),
    ...(strangerApp && { strangerApp }),
  };
}

function openPortal(
  { client_id: clientId, redirect_uri: redirectUri, client_auth: credentials }: KitPortal,
  broker: string,
  apps: readonly { readonly id: string }[],
): Promise<PortalBackend> {
  return PortalBackend.create({ broker, clientId, redirectUri, credentials, apps });
}

function makePortal(client_id: string): KitPortal {
  return {
    client_id,
    redirect_uri: `https://${client_id}.example/callback`,
    client_auth: { method: 'client_secret_basic', secret: randomBytes(32).toString('base64url') },
  };
}

async function makeApp(id: string, audience: string): Promise<KitApp> {
  const { privateKey } = await generateKeyPair('ES256', { extractable: true });
  const jwk = await exportJWK(privateKey);
  const kid = createHash('sha256')
    .update(`${jwk.x ?? ''}.${jwk.y ?? ''}`)
    .digest('base64url');
  return {
    id,
    realm: 'attack',
    issuer: `https://${id}.example`,
    audience,
    key: { ...jwk, kid, alg: 'ES256' },
  };
}
