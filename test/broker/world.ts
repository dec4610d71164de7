import { createHash, randomBytes } from 'node:crypto';
import type { PageKey } from '@saoma/browser';
import type { StartAnswer } from '@saoma/protocol';
import {
  DesktopDevice,
  PhoneDevice,
  PortalBackend,
  type BrokerSettings,
  type Route,
  routeTo,
  type RunningBroker,
  startBroker,
  type StartExtras,
  TestApp,
  type TestPerson,
} from '@saoma/testing';

/** A broker with one portal, the app that it trusts and a stranger, and devices that reach it. */
export interface World {
  readonly broker: RunningBroker;
  readonly app: TestApp;
  /** Registered like the other, but the portal does not trust it. */
  readonly stranger: TestApp;
  readonly portal: PortalBackend;
  /** Somebody who runs it. */
  readonly operator: TestOperator;
  /** A page of the portal, waiting at a node; started by the portal's backend. */
  desktop(node?: number, options?: { readonly key?: PageKey | undefined }): Promise<DesktopDevice>;
  /** A phone with a fresh key and the trusted app, if no other is named, that talks to a node. */
  phone(person?: TestPerson, node?: number, app?: TestApp): Promise<PhoneDevice>;
  /** The way to a node. */
  route(node: number): Route;
  /** Started by the portal's backend, with nobody waiting. */
  session(node?: number, extras?: StartExtras): Promise<StartAnswer>;
  close(): Promise<void>;
}

export interface TestOperator {
  readonly id: string;
  readonly token: string;
  /** The entry in the registry file. */
  readonly entry: { readonly id: string; readonly token_sha256: string };
}

export const ZHANG: TestPerson = { sub: 'zhang', name: '张伟', acr: 'urn:saoma:app', amr: ['fpt'] };
export const LI: TestPerson = { sub: 'li', name: '李娜', acr: 'urn:saoma:app', amr: ['pwd'] };

/** A page whose browser has no key: whoever has its token can send what it sends. */
export const KEYLESS = { key: undefined } as const;

const REDIRECT_URI = 'https://etax.test/callback';

/** Starts it all. */
export async function startWorld(settings: BrokerSettings = {}): Promise<World> {
  const app = await TestApp.create({ id: 'etax-app', realm: 'etax' });
  const stranger = await TestApp.create({ id: 'stranger-app', realm: 'etax' });
  const portal = await PortalBackend.create({ clientId: 'etax', redirectUri: REDIRECT_URI, apps: [app] });
  const operator = makeOperator('wang.min');
  const broker = await startBroker({
    ...settings,
    portals: [portal],
    apps: [app, stranger],
    operators: [operator.entry],
  });
  const route = (node: number): Route => routeTo(broker.origin, broker.nodes[node] ?? broker.origin);
  const session = (node = 0, extras: StartExtras = {}): Promise<StartAnswer> =>
    portal.along(route(node)).startSession({ scope: 'openid profile', ...extras });
  return {
    broker,
    app,
    stranger,
    portal,
    operator,
    route,
    session,
    desktop: (node = 0, options = {}) =>
      DesktopDevice.start({
        ...options,
        broker: broker.origin,
        origin: portal.origin,
        route: route(node),
        request: (key) => session(node, key),
      }),
    phone: (person = ZHANG, node = 0, its = app) =>
      PhoneDevice.create({ broker: broker.origin, app: its, person, route: route(node) }),
    close: () => broker.close(),
  };
}

export function makeOperator(id: string): TestOperator {
  const token = randomBytes(32).toString('base64url');
  return { id, token, entry: { id, token_sha256: createHash('sha256').update(token).digest('hex') } };
}
