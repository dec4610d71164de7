import { createHash, randomBytes } from 'node:crypto';
import { PortalBackend, type AppRegistration, type PortalRegistration, TestApp } from '@saoma/testing';
import { exportJWK, generateKeyPair, type JWK } from 'jose';
import { isOutOfBounds, lureAddresses } from './kit-lures.js';

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

/** Portals and apps whose registered addresses lead to the canary, and must not be called. */
export interface KitLures {
  /** Where the canary listens. */
  readonly canary: string;
  /** Their keys are registered at such an address (`jwks_uri`), by what is wrong with it. */
  readonly portals: Readonly<Record<string, KitPortal>>;
  readonly apps: Readonly<Record<string, KitApp>>;
  /** They want to be told at such an address. */
  readonly webhook_portal: KitPortal;
  readonly webhook_app: KitApp;
}

/**
 * What the suite holds of a deployment: test portals and test apps, registered beside the real ones. The app vouches for
 * nobody at any portal but these, so whoever gets hold of the kit gets nothing else.
 */
export interface Kit {
  readonly portal?: KitPortal;
  readonly other_portal?: KitPortal;
  /** Asks for the page's key, and for the digits at each sign-in. */
  readonly strict_portal?: KitPortal;
  readonly app?: KitApp;
  /** Registered, but trusted by none of the portals. */
  readonly stranger_app?: KitApp;
  readonly lures?: KitLures;
}

/** A kit, and what is to be registered for it. */
export interface FreshKit {
  readonly kit: Kit;
  readonly registry: { readonly portals: readonly PortalRegistration[]; readonly apps: readonly AppRegistration[] };
}

/** A page of its portal needs a key, and every approval is checked. */
const STRICT = { desktop_key: 'required', policy: [{ then: 'check' }] } as const;

/**
 * Makes a kit with fresh secrets, and the entries for the broker's registry file.
 * @param canary where it will listen; in a private network or on this machine, so that the broker must not call there
 */
export async function makeKit(broker: string, canary?: string): Promise<FreshKit> {
  const hasLures = canary !== undefined && isOutOfBounds(canary);
  const kit: Kit = {
    portal: makePortal('attack'),
    other_portal: makePortal('attack-other'),
    strict_portal: makePortal('attack-strict'),
    app: await makeApp('attack-app', broker),
    stranger_app: await makeApp('attack-stranger', broker),
    ...(hasLures && { lures: await makeLures(canary, broker) }),
  };
  const { portal, otherPortal, strictPortal, app, strangerApp, lures } = await openKit(kit, broker);
  const bait = lures && lureEntries(lures, lureAddresses(lures.canary));
  return {
    kit,
    registry: {
      portals: [
        ...[portal, otherPortal].flatMap((one) => (one ? [one.registration()] : [])),
        ...(strictPortal ? [strictPortal.registration(STRICT)] : []),
        ...(bait?.portals ?? []),
      ],
      apps: [...[app, strangerApp].flatMap((one) => (one ? [one.registration()] : [])), ...(bait?.apps ?? [])],
    },
  };
}

/** {@link KitLures}, ready for use. */
export interface OpenLures {
  readonly canary: string;
  readonly portals: ReadonlyMap<string, PortalBackend>;
  readonly apps: ReadonlyMap<string, TestApp>;
  readonly webhookPortal: PortalBackend;
  readonly webhookApp: TestApp;
}

/** The kit, ready for use. */
export interface OpenKit {
  readonly portal?: PortalBackend;
  readonly otherPortal?: PortalBackend;
  readonly strictPortal?: PortalBackend;
  readonly app?: TestApp;
  /** Of the app's people. */
  readonly realm?: string;
  readonly strangerApp?: TestApp;
  readonly lures?: OpenLures;
}

/** Opens a kit: secrets become portals and apps. Makes no request. */
export async function openKit(kit: Kit, broker: string): Promise<OpenKit> {
  const apps = kit.app ? [kit.app] : [];
  const portal = kit.portal && (await openPortal(kit.portal, broker, apps));
  const otherPortal = kit.other_portal && (await openPortal(kit.other_portal, broker, apps));
  const strictPortal = kit.strict_portal && (await openPortal(kit.strict_portal, broker, apps));
  const app = kit.app && (await TestApp.create(kit.app));
  const strangerApp = kit.stranger_app && (await TestApp.create(kit.stranger_app));
  const lures = kit.lures && (await openLures(kit.lures, broker));
  return {
    ...(portal && { portal }),
    ...(otherPortal && { otherPortal }),
    ...(strictPortal && { strictPortal }),
    ...(app && { app }),
    ...(kit.app && { realm: kit.app.realm }),
    ...(strangerApp && { strangerApp }),
    ...(lures && { lures }),
  };
}

async function openLures(lures: KitLures, broker: string): Promise<OpenLures> {
  const { canary, portals, apps, webhook_portal, webhook_app } = lures;
  const opened = async <K, T>(of: Readonly<Record<string, K>>, open: (one: K) => Promise<T>): Promise<Map<string, T>> =>
    new Map(await Promise.all(Object.entries(of).map(async ([what, one]) => [what, await open(one)] as const)));
  return {
    canary,
    portals: await opened(portals, (one) => openPortal(one, broker, [webhook_app])),
    apps: await opened(apps, (one) => TestApp.create(one)),
    webhookPortal: await openPortal(webhook_portal, broker, [webhook_app]),
    webhookApp: await TestApp.create(webhook_app),
  };
}

/** What to register for them. */
function lureEntries(
  { portals, apps, webhookPortal, webhookApp }: OpenLures,
  addresses: Readonly<Record<string, string>>,
): FreshKit['registry'] {
  const at = (what: string): string => addresses[what] ?? '';
  return {
    portals: [
      ...Array.from(portals, ([what, portal]) =>
        portal.registration({ client_auth: { method: 'private_key_jwt', jwks_uri: at(what) } }),
      ),
      webhookPortal.registration({
        backchannel_logout_uri: at('private'),
        backchannel_token_delivery_mode: 'ping',
        backchannel_client_notification_endpoint: at('private'),
      }),
    ],
    apps: [
      ...Array.from(apps, ([what, app]) => app.registration({ jwks_uri: at(what) })),
      webhookApp.registration({ push_uri: at('private') }),
    ],
  };
}

function openPortal(
  { client_id: clientId, redirect_uri: redirectUri, client_auth: credentials }: KitPortal,
  broker: string,
  apps: readonly { readonly id: string }[],
): Promise<PortalBackend> {
  return PortalBackend.create({ broker, clientId, redirectUri, credentials, apps });
}

async function makeLures(canary: string, broker: string): Promise<KitLures> {
  const made = async <T>(make: (id: string) => T | Promise<T>): Promise<Readonly<Record<string, T>>> =>
    Object.fromEntries(
      await Promise.all(
        Object.keys(lureAddresses(canary)).map(async (what) => [what, await make(`attack-lure-${what}`)] as const),
      ),
    );
  return {
    canary,
    portals: await made(async (id) => makePortal(id, { method: 'private_key_jwt', key: await makeKey() })),
    apps: await made((id) => makeApp(id, broker)),
    webhook_portal: makePortal('attack-webhook'),
    webhook_app: await makeApp('attack-webhook-app', broker),
  };
}

function makePortal(
  client_id: string,
  client_auth: KitPortal['client_auth'] = {
    method: 'client_secret_basic',
    secret: randomBytes(32).toString('base64url'),
  },
): KitPortal {
  return { client_id, redirect_uri: `https://${client_id}.example/callback`, client_auth };
}

async function makeApp(id: string, audience: string): Promise<KitApp> {
  return { id, realm: 'attack', issuer: `https://${id}.example`, audience, key: await makeKey() };
}

async function makeKey(): Promise<JWK> {
  const { privateKey } = await generateKeyPair('ES256', { extractable: true });
  const jwk = await exportJWK(privateKey);
  const kid = createHash('sha256')
    .update(`${jwk.x ?? ''}.${jwk.y ?? ''}`)
    .digest('base64url');
  return { ...jwk, kid, alg: 'ES256' };
}
