import type { PhoneDevice } from '@saoma/testing';
import { startWorld, type World } from '../broker/world.js';
import { until } from '../servers/deadline.js';
import { type HttpProxy, startHttpProxy } from '../servers/http-proxy.js';
import { type RedisServer, startRedis } from '../servers/redis.js';
import { PageBehindProxy } from './page-behind-proxy.js';
import { FREE } from './worlds.js';

type Fault = Partial<Pick<HttpProxy, 'refusesUpgrades' | 'buffers'>>;

/** What stands on the way, what carries nevertheless, and what the page may say. */
const WAYS = [
  { name: 'nothing in its way: a socket', fault: {}, carries: /^UPGRADE \/socket\.io/, connection: 'live' },
  {
    name: 'no upgrades: server-sent events',
    fault: { refusesUpgrades: true },
    carries: /^GET .*\/events$/,
    connection: 'live',
  },
  {
    name: 'no upgrades and no streams: long polls',
    fault: { refusesUpgrades: true, buffers: true },
    carries: /^GET .*wait_ms=25000/,
    connection: 'polling',
  },
] as const;

/** Two pages behind what cuts a silence of 30 s, in a world of their own, whose time nobody moves. */
class BehindCuts {
  private constructor(
    readonly world: World,
    readonly proxy: HttpProxy,
    readonly pages: readonly PageBehindProxy[],
    /** What they had been sent when both stood. */
    readonly before: { readonly bySocket: number; readonly byStream: number },
  ) {}

  static async open(): Promise<BehindCuts> {
    const world = await startWorld({ env: FREE });
    const proxy = await startHttpProxy(world.broker.origin);
    proxy.idleMs = 30_000;
    const bySocket = await PageBehindProxy.open(world, proxy);
    proxy.refusesUpgrades = true;
    const byStream = await PageBehindProxy.open(world, proxy);
    const pages = [bySocket, byStream];
    // So that their sessions live for as long as all the tests take.
    for (const page of pages) {
      page.client.askUserCode('letters');
      await page.shows('typed code', ({ userCode }) => userCode !== undefined);
    }
    const before = { bySocket: proxy.chunksOf(/^\/socket\.io/), byStream: proxy.chunksOf(/\/events$/) };
    return new BehindCuts(world, proxy, pages, before);
  }

  async close(): Promise<void> {
    for (const { client } of this.pages) client.stop();
    await this.proxy.stop();
    await this.world.close();
  }
}

describe('a page on a bad network', () => {
  let world: World;
  /** They wait while the other tests run, for as long as it takes in earnest. */
  let cutting: BehindCuts;
  let proxy: HttpProxy;
  let phone: PhoneDevice;
  const pages: PageBehindProxy[] = [];

  beforeAll(async () => {
    world = await startWorld({ env: FREE });
    cutting = await BehindCuts.open();
  });

  beforeEach(async () => {
    proxy = await startHttpProxy(world.broker.origin);
    phone = await world.phone();
  });

  afterEach(async () => {
    for (const { client } of pages.splice(0)) client.stop();
    await proxy.stop();
  });

  afterAll(async () => {
    await cutting.close();
    await world.close();
  });

  const open = async (fault: Fault = {}, connection: 'live' | 'polling' = 'live'): Promise<PageBehindProxy> => {
    Object.assign(proxy, fault);
    const page = await PageBehindProxy.open(world, proxy, connection);
    pages.push(page);
    return page;
  };
  const isCarriedBy = (way: RegExp): Promise<unknown> =>
    until(
      `${String(way)} under way`,
      () => [...proxy.underWay],
      (lines) => lines.some((line) => way.test(line)),
    );
  /** The page was signed in by what was approved on the phone. */
  const finishes = async (page: PageBehindProxy): Promise<void> => {
    const tokens = await world.portal.redeem(await page.landing());
    expect(tokens.claims()).toMatchObject({ name: '张伟' });
  };
  const isOffline = (page: PageBehindProxy): Promise<unknown> =>
    page.comesToShow('that it is offline', ({ connection }) => connection === 'offline');

  describe.each(WAYS)('with $name', ({ fault, carries, connection }) => {
    const waiting = async (): Promise<PageBehindProxy> => {
      const page = await open(fault, connection);
      await isCarriedBy(carries);
      return page;
    };

    it('is told of scan and approval, and says how', async () => {
      const page = await waiting();
      await page.scannedBy(phone);
      expect(await page.shows('scan', ({ phase }) => phase === 'scanned')).toMatchObject({ connection });
      await phone.approve();
      await finishes(page);
      expect(page.state.connection).toBe(connection);
    });

    it('is told of a refusal', async () => {
      const page = await waiting();
      await page.scannedBy(phone);
      await phone.deny('not_me');
      expect(await page.shows('end', ({ phase }) => phase === 'denied')).toMatchObject({ reason: 'not_me' });
    });

    it.each(['before the scan', 'after the scan', 'after the approval'] as const)(
      'loses its line %s, and finishes',
      async (when) => {
        const page = await waiting();
        if (when === 'before the scan') proxy.drop();
        await page.scannedBy(phone);
        if (when === 'after the scan') proxy.drop();
        const approving = phone.approve();
        if (when === 'after the approval') proxy.drop();
        await approving;
        await finishes(page);
      },
    );

    it('is offline while the phone approves, says so, and finishes by itself once it is back in time', async () => {
      const page = await waiting();
      await page.scannedBy(phone);
      await page.shows('scan', ({ phase }) => phase === 'scanned');
      proxy.isDown = true;
      proxy.drop();
      await isOffline(page);
      await phone.approve();
      proxy.isDown = false;
      await page.comesToShow('approval', ({ phase }) => phase === 'approved');
      await finishes(page);
    });

    it('stands on a line that froze: notices within a heartbeat, says so, and finishes once anything gets through', async () => {
      const page = await waiting();
      await page.scannedBy(phone);
      await page.shows('scan', ({ phase }) => phase === 'scanned');
      proxy.isFrozen = true;
      await phone.approve();
      expect(page.state.phase).toBe('scanned');
      // A long poll has no heartbeat: it is given its time, and eight seconds more.
      page.clock.leap(connection === 'live' ? 30_000 : 33_000);
      await isOffline(page);
      proxy.isFrozen = false;
      await page.comesToShow('approval', ({ phase }) => phase === 'approved');
      await finishes(page);
    });

    it('sleeps while the phone approves, wakes in time on a line that is dead, and finishes', async () => {
      const page = await waiting();
      await page.scannedBy(phone);
      proxy.isFrozen = true;
      await phone.approve();
      proxy.drop();
      proxy.isFrozen = false;
      world.broker.shiftTime(30_000);
      page.client.resync();
      await finishes(page);
    });

    it('wakes too late for what was approved, and says that it was not completed; so does the phone', async () => {
      const page = await waiting();
      await page.scannedBy(phone);
      proxy.isDown = true;
      proxy.drop();
      await phone.approve();
      world.broker.shiftTime(61_000);
      proxy.isDown = false;
      page.client.resync();
      expect(await page.shows('end', ({ phase }) => phase === 'expired')).toMatchObject({ reason: 'not_completed' });
      await expect(phone.read()).resolves.toMatchObject({ state: 'expired', reason: 'not_completed' });
    });

    it('sleeps for ten minutes, and says that its time is over: nobody is left waiting', async () => {
      const page = await waiting();
      proxy.isDown = true;
      proxy.drop();
      world.broker.shiftTime(600_000);
      // Clocks of sleeping computers stand still, or do not.
      if (connection === 'live') page.clock.leap(600_000);
      proxy.isDown = false;
      page.client.resync();
      await page.comesToShow('end', ({ phase }) => phase === 'expired');
      expect(page.state).toMatchObject({ remainingMs: 0 });
      expect(page.state.qrText).toBeUndefined();
    });

    it('stands beside another of the same person: each hears of its own', async () => {
      const [one, two] = [await waiting(), await waiting()];
      await two.scannedBy(phone);
      await phone.approve();
      await finishes(two);
      expect(one.state.phase).toBe('waiting');
      const other = await world.phone();
      await one.scannedBy(other);
      await other.approve();
      await finishes(one);
    });

    it('loads while the broker cannot be reached, says so, and begins once it can', async () => {
      Object.assign(proxy, fault, { isDown: true });
      const page = PageBehindProxy.begin(world, proxy);
      pages.push(page);
      await isOffline(page);
      expect(page.state).toMatchObject({ phase: 'starting', problem: { code: 'unreachable' } });
      proxy.isDown = false;
      page.client.resync();
      await page.shows('code', ({ qrText }) => qrText !== undefined);
      await page.scannedBy(phone);
      await phone.approve();
      await finishes(page);
    });
  });

  it('rises as far as it can whenever more gets through, and falls no further than it must', async () => {
    const page = await open({ refusesUpgrades: true, buffers: true }, 'polling');
    await page.scannedBy(phone);
    proxy.buffers = false;
    await page.comesToShow('stream', ({ connection }) => connection === 'live');
    expect(proxy.passed.some((line) => line.startsWith('UPGRADE'))).toBe(false);
    proxy.refusesUpgrades = false;
    await until(
      'socket instead of the stream',
      () => {
        page.clock.leap(1_000);
        return [...proxy.underWay];
      },
      ([line = '', ...others]) => line.startsWith('UPGRADE') && others.length === 0,
    );
    proxy.refusesUpgrades = true;
    const before = proxy.passed.length;
    proxy.drop();
    await until(
      'stream again',
      () => proxy.passed.slice(before),
      (passed) => passed.some((line) => line.endsWith('/events')),
    );
    await page.shows('a stream that carries', ({ connection }) => connection === 'live');
    await phone.approve();
    await finishes(page);
    expect(proxy.passed.slice(before).some((line) => line.includes('wait_ms'))).toBe(false);
  });

  it.each(WAYS)('with $name: finishes behind what cuts every silence within the second', async (way) => {
    proxy.idleMs = 700;
    const page = await open(way.fault, way.connection);
    await page.scannedBy(phone);
    await until(
      'cut',
      () => proxy.cuts,
      (cuts) => cuts > 1,
    );
    await phone.approve();
    await finishes(page);
  });

  describe('whose node goes away', () => {
    let redis: RedisServer;
    let nodes: World;

    beforeAll(async () => {
      redis = await startRedis();
    });

    beforeEach(async () => {
      nodes = await startWorld({ nodes: 2, redisUrl: redis.url, env: FREE });
    });

    afterEach(() => nodes.close());

    afterAll(() => redis.stop());

    it.each(WAYS)('with $name: goes on at the next, with its session', async ({ fault, connection }) => {
      Object.assign(proxy, fault, { upstream: nodes.broker.nodes[0] });
      const page = await PageBehindProxy.open(nodes, proxy, connection);
      pages.push(page);
      const away = await nodes.phone(undefined, 1);
      await page.scannedBy(away);
      await page.shows('scan', ({ phase }) => phase === 'scanned');
      proxy.upstream = nodes.broker.nodes[1] ?? '';
      await nodes.broker.apps[0]?.close();
      await away.approve();
      const tokens = await nodes.portal.along(nodes.route(1)).redeem(await page.landing());
      expect(tokens.claims()).toMatchObject({ name: '张伟' });
    });
  });

  describe('that cuts a silence of 30 s', () => {
    it('stays on its socket, or its stream', async () => {
      // The second heartbeat comes after the cut would have come.
      for (const heard of [
        () => cutting.proxy.chunksOf(/^\/socket\.io/) - cutting.before.bySocket,
        () => cutting.proxy.chunksOf(/\/events$/) - cutting.before.byStream,
      ]) {
        await until('second heartbeat', heard, (count) => count >= 2, 60_000);
      }
      const { passed } = cutting.proxy;
      expect(passed.filter((line) => line.startsWith('UPGRADE'))).toHaveLength(1);
      expect(passed.filter((line) => line.endsWith('/events'))).toHaveLength(1);
      for (const page of cutting.pages) {
        const one = await cutting.world.phone();
        await page.scannedBy(one);
        await one.approve();
        const tokens = await cutting.world.portal.redeem(await page.landing());
        expect(tokens.claims()).toMatchObject({ name: '张伟' });
      }
    });
  });
});
