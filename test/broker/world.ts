import type { StartAnswer } from '@saoma/protocol';
import {
  DesktopDevice,
  PhoneDevice,
  PortalBackend,
  type Route,
  routeTo,
  TestApp,
  type TestPerson,
} from '@saoma/testing';
import { type BrokerPlan, type RunningBroker, startBroker } from './start-broker.js';

/** A broker with one portal and one app, and devices that reach it. */
export interface World {
  readonly broker: RunningBroker;
  readonly app: TestApp;
  readonly portal: PortalBackend;
  /** A page of the portal, waiting at a node; started by the portal's backend. */
  desktop(node?: number): Promise<DesktopDevice>;
  /** A phone with a fresh key that talks to a node. */
  phone(person?: TestPerson, node?: number): Promise<PhoneDevice>;
  /** The way to a node. */
  route(node: number): Route;
  /** Started by the portal's backend, with nobody waiting. */
  session(node?: number): Promise<StartAnswer>;
  close(): Promise<void>;
}

export const ZHANG: TestPerson = { sub: 'zhang', name: '张伟', acr: 'urn:saoma:app', amr: ['fpt'] };
export const LI: TestPerson = { sub: 'li', name: '李娜', acr: 'urn:saoma:app', amr: ['pwd'] };

const REDIRECT_URI = 'https://etax.test/callback';

/** Starts it all. */
export async function startWorld(plan: Omit<BrokerPlan, 'register'> = {}): Promise<World> {
  let made: { app: TestApp; portal: PortalBackend } | undefined;
  const broker = await startBroker({
    ...plan,
    register: async (origin) => {
      const app = await TestApp.create({ id: 'etax-app', realm: 'etax', audience: origin });
      const portal = await PortalBackend.create({
        broker: origin,
        clientId: 'etax',
        redirectUri: REDIRECT_URI,
        apps: [app],
      });
      made = { app, portal };
      return { portals: [portal.registration()], apps: [app.registration()] };
    },
  });
  if (!made) throw new Error('nothing was registered');
  const { app, portal } = made;
  const route = (node: number): Route => routeTo(broker.origin, broker.nodes[node] ?? broker.origin);
  const session = (node = 0): Promise<StartAnswer> =>
    portal.along(route(node)).startSession({ scope: 'openid profile' });
  return {
    broker,
    app,
    portal,
    route,
    session,
    desktop: (node = 0) =>
      DesktopDevice.start({
        broker: broker.origin,
        origin: portal.origin,
        route: route(node),
        request: () => session(node),
      }),
    phone: (person = ZHANG, node = 0) => PhoneDevice.create({ broker: broker.origin, app, person, route: route(node) }),
    close: () => broker.close(),
  };
}
