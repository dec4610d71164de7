import { createHash } from 'node:crypto';
import {
  type BrokerSettings,
  PhoneDevice,
  PortalBackend,
  type PortalBackendOptions,
  type PortalRegistration,
  routeTo,
  type RunningBroker,
  startBroker,
  TestApp,
  type TestPerson,
} from '@saoma/testing';
import { ZHANG } from '../broker/world.js';
import { FREE } from '../flows/worlds.js';
import { Person } from './person.js';

/** The levels that the app vouches for. */
export const LEVELS = ['urn:saoma:app'];

/** A broker for clients that know nothing of it, and people with phones who sign in at them. */
export interface Stage {
  readonly broker: RunningBroker;
  readonly app: TestApp;
  phone(who?: TestPerson, node?: number): Promise<PhoneDevice>;
  /** Somebody with a phone, before a browser. */
  person(who?: TestPerson, node?: number): Promise<Person>;
  close(): Promise<void>;
}

/** Somebody who runs the broker, as the registry file has them. */
interface Operator {
  readonly id: string;
  readonly token_sha256: string;
}

/** A portal of the stage, by its client id. */
export type Cast = Readonly<Record<string, Partial<PortalBackendOptions>>>;

/** Each portal is one client, with its own credentials. Started by everything that its credentials allow. */
export async function openStage<C extends Cast>(
  cast: C,
  settings: BrokerSettings & {
    readonly strangers?: readonly PortalRegistration[];
    readonly operators?: readonly Operator[];
  } = {},
): Promise<Stage & { readonly portals: Readonly<Record<keyof C, PortalBackend>> }> {
  const { strangers = [], env, ...rest } = settings;
  const app = await TestApp.create({ id: 'etax-app', realm: 'etax' });
  const made = await Promise.all(
    Object.entries(cast).map(
      async ([clientId, options]) => [clientId, await portalOf(clientId, app, options)] as const,
    ),
  );
  const portals = Object.fromEntries(made) as Record<keyof C, PortalBackend>;
  const broker = await startBroker({
    ...rest,
    env: { ...FREE, ...env },
    portals: [...Object.values<PortalBackend>(portals), ...strangers],
    apps: [app.registration({ acr: LEVELS })],
  });
  const route = (node: number) => routeTo(broker.origin, broker.nodes[node] ?? broker.origin);
  const phone = (person = ZHANG, node = 0): Promise<PhoneDevice> =>
    PhoneDevice.create({ broker: broker.origin, app, person, route: route(node) });
  return {
    broker,
    app,
    portals,
    phone,
    person: async (who, node = 0) =>
      new Person({ broker: broker.origin, phone: await phone(who, node), route: route(node) }),
    close: () => broker.close(),
  };
}

function portalOf(clientId: string, app: TestApp, options: Partial<PortalBackendOptions>): Promise<PortalBackend> {
  return PortalBackend.create({
    clientId,
    redirectUri: `https://${clientId}.test/callback`,
    apps: [app],
    ...options,
  });
}

/** The registered form of a secret. */
export const sha256Hex = (secret: string): string => createHash('sha256').update(secret).digest('hex');

/** What the person does with what a portal's backend sent them: opens and approves it. */
export async function approveSent(phone: PhoneDevice): Promise<void> {
  await phone.open();
  await phone.approve();
}

/** What the person does with a code that a device shows: types and approves it. */
export async function approveTyped(phone: PhoneDevice, userCode: string): Promise<void> {
  const { body } = await phone.call('POST', '/v1/scans', { user_code: userCode });
  const { session_id: id, consent_nonce } = body as { session_id: string; consent_nonce: string };
  const approved = await phone.call('POST', `/v1/scans/${id}/approve`, { consent_nonce });
  if (approved.status !== 200) throw new Error('the phone could not approve', { cause: approved });
}
