import { setTimeout as wait } from 'node:timers/promises';
import { Login } from './login.mjs';
import { eachOf, median } from './numbers.mjs';
import { Page } from './page.mjs';
import { startNode } from './servers.mjs';
import { SOCKET_PATH } from '@saoma/protocol';

const AT_ONCE = 64;
/** Pages that come and go before, so that what a server loads and compiles once is not counted. */
const WARM_UP = 500;
const SETTLE_MS = 500;

/** Who is compared. The broker's pages have sessions, the others' only say a word. */
const HOLDERS = {
  ws: { start: () => startNode('bare-ws.mjs', {}), speaks: 'json', socketPath: '/' },
  'socket.io': { start: () => startNode('bare-socket-io.mjs', {}), speaks: 'socket.io', socketPath: SOCKET_PATH },
  floor: { start: (world) => world.startOne('floor'), speaks: 'json', socketPath: '/', starter: 'floor' },
  broker: {
    start: (world) => world.startOne('broker'),
    speaks: 'socket.io',
    socketPath: SOCKET_PATH,
    starter: 'broker',
  },
};

/**
 * Memory that a server takes for each waiting page, in bytes: the growth of its resident set and of its heap, after
 * garbage collection, from no page to so many. Each measurement has a fresh process; sessions are started at another
 * node. What the kernel keeps for a connection is not in it, and is the same for all.
 */
export async function measureMemory({ world, targets, pages, rounds, tick }) {
  const samples = Object.fromEntries(Object.keys(HOLDERS).map((name) => [name, []]));
  for (let round = 0; round < rounds; round += 1) {
    for (const [name, holder] of Object.entries(HOLDERS)) {
      const starter = targets.find(({ kind }) => kind === holder.starter);
      samples[name].push(await perPage(world, holder, starter, pages));
      tick();
    }
  }
  const of = (name, what) => median(samples[name].map((sample) => sample[what]));
  const row = (what) => {
    const bytes = Object.fromEntries(Object.keys(HOLDERS).map((name) => [name, of(name, what)]));
    return {
      ...bytes,
      ratio: median(samples.broker.map((sample, at) => sample[what] / samples['socket.io'][at][what])),
    };
  };
  return { pages, resident: row('resident'), heap: row('heap'), samples };
}

async function perPage(world, holder, starter, count) {
  const server = await holder.start(world);
  try {
    await leave(await hold(server, holder, starter, WARM_UP));
    await wait(SETTLE_MS);
    const before = await server.used(true);
    const pages = await hold(server, holder, starter, count);
    await wait(SETTLE_MS);
    const after = await server.used(true);
    await leave(pages);
    return { resident: (after.rss - before.rss) / count, heap: (after.heap - before.heap) / count };
  } finally {
    await server.stop();
  }
}

async function hold({ origin }, holder, starter, count) {
  const pages = [];
  await eachOf(Array(count), AT_ONCE, async () => {
    const introduction = starter ? await new Login(starter).start() : { token: 'anybody' };
    pages.push(await Page.open(origin, introduction, holder));
  });
  return pages;
}

const leave = (pages) => eachOf(pages, AT_ONCE, (page) => page.close());
