import { once } from 'node:events';
import { type AddressInfo, connect, type Socket } from 'node:net';
import type { StartAnswer } from '@saoma/protocol';
import { DesktopDevice, type RawAnswer, routeTo } from '@saoma/testing';
import { fastify } from 'fastify';
import { OpenWaits } from '../../src/desktop/open-waits.js';
import { Readiness } from '../../src/platform/readiness.js';
import { closeInTime } from '../../src/platform/request-limits.js';
import { startWorld, type World } from '../broker/world.js';
import { until } from '../servers/deadline.js';
import { type RedisServer, startRedis } from '../servers/redis.js';
import { type Balancer, startBalancer } from './balancer.js';
import { BarePage, codeShown } from './bare-page.js';
import { BUILD_MS, startBrokerProcess } from './broker-process.js';
import { waitsAt } from './held-open.js';

describe('a node that is taken out of service', () => {
  let redis: RedisServer;
  let world: World;
  let balancer: Balancer;

  beforeAll(async () => {
    redis = await startRedis();
  });

  beforeEach(async () => {
    world = await startWorld({ nodes: 2, redisUrl: redis.url });
    balancer = await startBalancer(world.broker.nodes);
  });

  afterEach(async () => {
    await balancer.stop();
    await world.close();
  });

  afterAll(() => redis.stop());

  /** A page that knows nothing but the public address. */
  const open = (): Promise<DesktopDevice> =>
    DesktopDevice.start({
      broker: world.broker.origin,
      origin: world.portal.origin,
      route: routeTo(world.broker.origin, balancer.origin),
      request: () => world.session(1),
    });
  const isLive = (desktop: DesktopDevice): Promise<unknown> =>
    until(
      'link',
      () => desktop.snapshot().connection,
      (connection) => connection === 'live',
    );
  const health = async (node: number, path: string): Promise<Pick<RawAnswer, 'status' | 'body'>> => {
    const response = await fetch(`${world.broker.nodes[node] ?? ''}/health/${path}`);
    return { status: response.status, body: await response.json() };
  };

  it.each(['before the scan', 'after the scan', 'after the approval'] as const)(
    'lets its page move to another, %s, with its session',
    async (when) => {
      balancer.leadTo(0);
      const desktop = await open();
      await isLive(desktop);
      const phone = await world.phone(undefined, 1);
      if (when !== 'before the scan') {
        await phone.scan(desktop);
        await desktop.until('scanned');
      }
      balancer.leadTo(1);
      if (when === 'after the approval') await phone.approve();
      await world.broker.apps[0]?.close();
      await expect(health(0, 'live')).rejects.toThrow();

      if (when === 'before the scan') await phone.scan(desktop.qr());
      if (when !== 'after the approval') await phone.approve();
      const tokens = await world.portal.along(world.route(1)).redeem(await desktop.landing(15_000));
      expect(tokens.claims()).toMatchObject({ sid: desktop.answer.session_id });
      desktop.close();
    },
  );

  it('the page hears from the other by socket again, not by asking for ever', async () => {
    balancer.leadTo(0);
    const desktop = await open();
    await isLive(desktop);
    balancer.leadTo(1);
    await world.broker.apps[0]?.close();
    await until(
      'page that noticed',
      () => balancer.ledTo(1),
      (count) => count > 0,
    );
    await isLive(desktop);
    await (await world.phone(undefined, 1)).scan(desktop.qr());
    await desktop.until('scanned');
    desktop.close();
  });

  describe('lets go at once of whoever waits', () => {
    let session: StartAnswer;
    let page: BarePage;

    beforeEach(async () => {
      session = await world.session(1);
      page = new BarePage({ node: world.broker.nodes[0] ?? '', session });
    });

    it('by long poll: with what they know already', async () => {
      const waits = waitsAt(world, 0);
      const polls = Array.from({ length: 5 }, () => page.get('?wait_ms=25000&rev=1'));
      await until('polls that wait', waits.open, (count) => count === 5);
      await world.broker.apps[0]?.close();
      for (const { status, headers, body } of await Promise.all(polls)) {
        expect({ status, body }).toMatchObject({ status: 200, body: { state: 'pending', rev: 1 } });
        expect(headers.get('connection')).toBe('close');
        expect(body.qr?.elapsed_ms).toBeLessThan(25_000);
      }
    });

    it('by long poll that comes while it closes', async () => {
      world.broker.apps[0]?.get(OpenWaits).beforeApplicationShutdown();
      const { status, body } = await page.get('?wait_ms=25000&rev=1');
      expect({ status, body }).toMatchObject({ status: 200, body: { state: 'pending', rev: 1 } });
      expect(body.qr?.elapsed_ms).toBeLessThan(25_000);
    });

    it('by event stream and socket: with an end, and without a word about the session', async () => {
      const [events, socket] = [await page.events(), page.socket()];
      await Promise.all([events.until('snapshot', () => true), socket.until('snapshot', () => true)]);
      await world.broker.apps[0]?.close();
      await Promise.all([events.untilEnded(), socket.untilEnded()]);
      expect([events.all.length, socket.all.length]).toEqual([1, 1]);
      const other = new BarePage({ node: world.broker.nodes[1] ?? '', session });
      expect((await other.get()).body).toMatchObject({ state: 'pending', rev: 1 });
      await expect((await world.phone(undefined, 1)).signIn(codeShown(session.qr))).resolves.toMatchObject({
        state: 'approved',
      });
    });
  });

  it('does not wait for those who connected and say nothing', async () => {
    const { hostname, port } = new URL(world.broker.nodes[0] ?? '');
    const silent = connect(Number(port), hostname);
    // Closed by the other side, or reset.
    const closed = once(
      silent.on('error', () => undefined),
      'close',
    );
    await once(silent, 'connect');
    await world.broker.apps[0]?.close();
    await closed;
  });

  it.each([
    ['the headers', 'POST / HTTP/1.1\r\nHost: x\r\n'],
    ['the body', 'POST / HTTP/1.1\r\nHost: x\r\nContent-Type: application/json\r\nContent-Length: 9\r\n\r\n{'],
  ])('is not kept open for longer than a request may take by those who have begun %s', async (_, begun) => {
    const server = fastify();
    closeInTime(server, { requestMs: 200 });
    server.post('/', () => 'never');
    const arrived = once(server.server, 'connection');
    await server.listen({ port: 0, host: '127.0.0.1' });
    const slow = connect((server.server.address() as AddressInfo).port, '127.0.0.1');
    const closed = once(
      slow.on('error', () => undefined),
      'close',
    );
    slow.write(begun);
    const [socket] = (await arrived) as [Socket];
    await until(
      'beginning',
      () => socket.bytesRead,
      (read) => read > 0,
    );
    await server.close();
    await closed;
  });

  it('says so to its load balancer before it closes, and serves until then', async () => {
    await expect(health(0, 'ready')).resolves.toEqual({ status: 200, body: { status: 'ok' } });
    world.broker.apps[0]?.get(Readiness).close();
    await expect(health(0, 'ready')).resolves.toEqual({ status: 503, body: { status: 'closing' } });
    await expect(health(0, 'live')).resolves.toMatchObject({ status: 200 });
    await expect(health(1, 'ready')).resolves.toMatchObject({ status: 200 });
    const desktop = await world.desktop(0);
    await expect((await world.phone()).signIn(desktop)).resolves.toMatchObject({ state: 'approved' });
    await expect(world.portal.redeem(await desktop.landing())).resolves.toBeDefined();
    desktop.close();
  });
});

describe('a broker’s process that is asked to end', () => {
  it(
    'says so, serves for as long as it was given, lets its pages go, and ends',
    async () => {
      const broker = await startBrokerProcess({ DRAIN_MS: '5000' });
      const session = await broker.portal.startSession();
      const page = new BarePage({ node: broker.origin, session });
      const socket = page.socket();
      await socket.until('snapshot', () => true);
      const ready = async (): Promise<unknown> => (await fetch(`${broker.origin}/health/ready`)).json();
      await expect(ready()).resolves.toEqual({ status: 'ok' });

      process.kill(broker.pid, 'SIGTERM');
      await until('node that says it closes', ready, (told) => JSON.stringify(told) === '{"status":"closing"}');
      await expect(page.post('extend')).resolves.toMatchObject({ status: 200 });
      await socket.until('extension', ({ rev }) => rev === 2);
      await socket.untilEnded();
      await until(
        'end of the process',
        () => broker.isRunning(),
        (isRunning) => !isRunning,
      );
      expect(broker.lines().filter((line) => /"level":"(error|fatal)"/.test(line))).toEqual([]);
      await broker.stop();
    },
    BUILD_MS,
  );
});
