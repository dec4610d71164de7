import {
  PhoneDevice,
  PortalBackend,
  type PortalRegistration,
  type RunningBroker,
  startBroker,
  TestApp,
} from '@saoma/testing';
import { Listener, type Reply, status } from '../callbacks/listener.js';

type Who = 'app' | 'portal';

/** Somebody who is registered with an address for their keys, and proves themselves with one of these. */
interface Keyed {
  /** Their public keys, as JSON. */
  readonly keys: string;
  /** The status with which they were let in or not. */
  readonly prove: () => Promise<number>;
}

/** Addresses that lead to this machine, however they are written. */
const HERE = ['127.0.0.1', 'localhost', '[::ffff:127.0.0.1]', '2130706433', '0x7f.1', '0177.1', '0'];

describe('registered keys are fetched', () => {
  let server: Listener;
  let broker: RunningBroker;
  const keyed = new Map<string, Keyed>();

  beforeAll(async () => {
    server = await Listener.open('0.0.0.0');
  });

  afterEach(async () => {
    await broker.close();
    keyed.clear();
    server.answers.splice(0);
    server.calls.splice(0);
  });

  afterAll(() => server.close());

  /** A broker that knows an app and a portal for each of these addresses. */
  async function start(uris: readonly string[], env: Readonly<Record<string, string>> = {}): Promise<void> {
    const [apps, portals]: [object[], PortalRegistration[]] = [[], []];
    broker = await startBroker({
      env,
      register: async (origin) => {
        for (const [at, jwks_uri] of uris.entries()) {
          const app = await TestApp.create({ id: `app-${at}`, realm: 'here', audience: origin });
          apps.push(app.registration({ jwks_uri }));
          const portal = await PortalBackend.create({
            ...{ clientId: `portal-${at}`, redirectUri: 'https://portal.test/callback', apps: [app] },
            auth: 'private_key_jwt',
            broker: origin,
          });
          const own = portal.registration();
          const { jwks } = own.client_auth as { readonly jwks: object };
          portals.push({ ...own, client_auth: { method: 'private_key_jwt', jwks_uri } });
          keyed.set(`app ${jwks_uri}`, { keys: JSON.stringify(app.jwks), prove: () => asPhone(app) });
          keyed.set(`portal ${jwks_uri}`, { keys: JSON.stringify(jwks), prove: () => asBackend(portal) });
        }
        return { apps: apps as never, portals };
      },
    });
  }

  const asPhone = async (app: TestApp): Promise<number> => {
    const phone = await PhoneDevice.create({ broker: broker.origin, app, person: { sub: 'zhang' } });
    return (await phone.call('GET', '/v1/requests')).status;
  };

  const asBackend = async (portal: PortalBackend): Promise<number> => {
    const { headers, body } = await portal.credentials();
    body.set('grant_type', 'client_credentials');
    return (await fetch(`${broker.origin}/token`, { method: 'POST', headers, body })).status;
  };

  const find = (who: Who, uri: string): Keyed => keyed.get(`${who} ${uri}`)!;
  const answers = (body: string): Reply => {
    return (response) => response.writeHead(200, { 'content-type': 'application/json' }).end(body);
  };

  describe.each<[string, Who, number]>([
    ['an app', 'app', 503],
    ['a portal', 'portal', 401],
  ])('of %s', (_, who, refused) => {
    it('where the operator lets them be', async () => {
      const uri = server.url('/jwks');
      await start([uri]);
      const { keys, prove } = find(who, uri);
      server.answers.push(answers(keys));
      expect(await prove()).toBe(200);
      expect(server.calls.map(({ path }) => path)).toEqual(['/jwks']);
    });

    it('and nowhere else: nobody is connected to at an address of the broker’s own network', async () => {
      const before = server.connections;
      const uris = [...HERE.map((host) => `https://${host}:${server.port}/jwks`), server.url('/jwks')];
      await start(uris, { CALLBACK_NETWORKS: '10.20.0.0/16' });
      for (const uri of uris) expect([uri, await find(who, uri).prove()]).toEqual([uri, refused]);
      expect(server.connections).toBe(before);
    });

    it('and not from where they moved to', async () => {
      const uri = server.url('/jwks');
      await start([uri]);
      const { keys, prove } = find(who, uri);
      server.answers.push(status(302, { location: server.url('/elsewhere') }), answers(keys));
      expect(await prove()).toBe(refused);
      expect(server.calls.map(({ path }) => path)).toEqual(['/jwks']);
    });

    it('as far as keys go', async () => {
      const [most, tooLong] = [server.url('/most'), server.url('/too-long')];
      await start([most, tooLong]);
      for (const [uri, length, told] of [
        [most, 65_536, 200],
        [tooLong, 65_537, refused],
      ] as const) {
        const { keys, prove } = find(who, uri);
        server.answers.push(answers(keys.padEnd(length)));
        expect(await prove()).toBe(told);
      }
    });
  });
});
