import { jest } from '@jest/globals';
import { StoreUnavailable } from '../../src/core/ports.js';
import type { Snapshot } from '../../src/core/step.js';
import { TRANSITIONS, type EventName } from '../../src/core/transitions.js';
import { connect } from '../../src/store/redis/connection.js';
import { Keys } from '../../src/store/redis/keys.js';
import { PushLink } from '../../src/store/redis/push-link.js';
import { redisStore, type RedisStore } from '../../src/store/redis/redis.store.js';
import { readArguments, STEP_SCRIPT, stepArguments, stepRules } from '../../src/store/redis/step-script.js';
import { until } from '../servers/deadline.js';
import { type RedisServer, startRedis } from '../servers/redis.js';
import { startRelay, type TcpRelay } from '../servers/tcp-relay.js';
import { describeReply, honest, newSessionId } from './session-cast.js';

const HOUR = 3_600_000;
const ENDS: (() => Promise<unknown>)[] = [];

let redis: RedisServer;
beforeAll(async () => {
  redis = await startRedis({ appendOnly: true });
});
afterEach(async () => {
  for (const end of ENDS.splice(0).reverse()) await end();
});
afterAll(() => redis.stop());

async function open(port = redis.port, waitReplicas = 0): Promise<RedisStore> {
  const store = await redisStore({
    url: `redis://127.0.0.1:${port}`,
    cluster: false,
    prefix: '',
    waitReplicas,
    keepsUndelivered: false,
  });
  ENDS.push(() => store.close());
  return store;
}

async function relayed(): Promise<TcpRelay> {
  const relay = await startRelay(redis.port);
  ENDS.push(() => relay.stop());
  return relay;
}

async function say(store: RedisStore, event: EventName, sessionId: string): Promise<string> {
  return describeReply(await store.sessions.apply(TRANSITIONS[event], honest(event, sessionId)));
}

async function scanned(store: RedisStore): Promise<string> {
  const sessionId = newSessionId();
  expect(await say(store, 'start', sessionId)).toBe('applied pending');
  expect(await say(store, 'scan', sessionId)).toBe('applied scanned');
  return sessionId;
}

describe('time in Redis', () => {
  afterEach(() => jest.useRealTimers());

  it.each([
    ['an hour ahead', HOUR],
    ['an hour behind', -HOUR],
  ])('is the server’s: a node whose clock is %s changes nothing', async (_, offMs) => {
    const store = await open();
    const before = (await redis.command('TIME')) as [string, string];
    // Only what tells the date: the timers of the connection go on.
    jest.useFakeTimers({
      now: Date.now() + offMs,
      doNotFake: [
        ...(['hrtime', 'nextTick', 'performance', 'queueMicrotask', 'setImmediate', 'clearImmediate'] as const),
        ...(['setInterval', 'clearInterval', 'setTimeout', 'clearTimeout'] as const),
      ],
    });
    const sessionId = await scanned(store);
    for (const event of ['approve', 'redeem'] as const) expect(await say(store, event, sessionId)).toMatch(/^applied/);
    jest.useRealTimers();
    const after = (await redis.command('TIME')) as [string, string];
    for (const { atMs } of await store.sessions.audit(sessionId)) {
      expect(atMs).toBeGreaterThanOrEqual(Number(before[0]) * 1_000);
      expect(atMs).toBeLessThan((Number(after[0]) + 1) * 1_000);
    }
    const ttl = Number(await redis.command('PTTL', `qr:{${sessionId.slice(0, 2)}}:${sessionId}`));
    expect(ttl).toBeGreaterThan(50_000);
    expect(ttl).toBeLessThanOrEqual(60_000);
  });
});

describe('the script', () => {
  /** An answer that is none of the script's own, sent by the server as far as the store can see. */
  it.each([
    ['an outcome that does not exist', '$7\r\napplied', '$7\r\nperhaps', 'start'],
    ['a state that does not exist', '$7\r\npending', '$7\r\nponders', 'start'],
    ['a refusal without its own reason', '$7\r\nmissing', '$7\r\nmissung', 'scan'],
    ['an outcome that does not exist instead of a refusal', '$7\r\nrefused', '$7\r\nrefusal', 'scan'],
  ] as const)('is not believed when it answers with %s', async (_, said, told, event) => {
    const relay = await relayed();
    const store = await open(relay.port);
    relay.lie(said, told);
    const answer = say(store, event, newSessionId());
    await expect(answer).rejects.toThrow(Error);
    await expect(answer).rejects.not.toBeInstanceOf(StoreUnavailable);
  });

  it.each([
    ['$4\r\nnone', '$4\r\nnope', false],
    ['$4\r\nread', '$4\r\nrode', true],
  ])('is not believed when a read is answered with %j changed to %j', async (said, told, exists) => {
    const relay = await relayed();
    const store = await open(relay.port);
    const sessionId = exists ? await scanned(store) : newSessionId();
    relay.lie(said, told);
    const answer = store.sessions.read(sessionId);
    await expect(answer).rejects.toThrow(Error);
    await expect(answer).rejects.not.toBeInstanceOf(StoreUnavailable);
  });

  it('is sent anew by itself when the server has forgotten it', async () => {
    const store = await open();
    const sessionId = await scanned(store);
    await redis.command('SCRIPT', 'FLUSH');
    expect(await say(store, 'approve', sessionId)).toBe('applied approved');
    await redis.command('SCRIPT', 'FLUSH');
    expect((await store.sessions.read(sessionId))?.record.state).toBe('approved');
  });

  it('is one command on the wire for each event, and one for a read', async () => {
    const store = await open();
    const sessionId = await scanned(store);
    await redis.command('CONFIG', 'RESETSTAT');
    await say(store, 'approve', sessionId);
    await store.sessions.read(sessionId);
    const stats = String(await redis.command('INFO', 'commandstats'));
    expect(/cmdstat_evalsha:calls=(\d+)/.exec(stats)?.[1]).toBe('2');
    expect(stats).not.toMatch(/cmdstat_(eval|get|set|watch|multi|publish):/);
    expect(/cmdstat_spublish:calls=(\d+)/.exec(stats)?.[1]).toBe('1');
  });

  it('says in its header which keys and arguments it takes, and takes no others', () => {
    const lines = STEP_SCRIPT.lua.split('\n');
    const end = lines.findIndex((line) => line !== '' && !line.startsWith('--'));
    const [header, body] = [lines.slice(0, end).join('\n'), lines.slice(end).join('\n')];
    const named = (text: string, array: string): number[] =>
      [...new Set([...text.matchAll(new RegExp(`${array}\\[(\\d+)\\]`, 'g'))].map(([, n]) => Number(n)))].sort();
    const upTo = (count: number): number[] => Array.from({ length: count }, (_, index) => index + 1);

    expect(named(header, 'KEYS')).toEqual(upTo(STEP_SCRIPT.numberOfKeys));
    expect(named(body, 'KEYS')).toEqual(named(header, 'KEYS'));
    const sent = stepArguments(TRANSITIONS.scan, honest('scan', newSessionId()), stepRules(0), 0);
    expect(named(header, 'ARGV')).toEqual(upTo(sent.length));
    expect(named(body, 'ARGV')).toEqual(named(header, 'ARGV'));
    expect(readArguments(stepRules(0), 0)).toHaveLength(sent.length);
  });

  it('touches no key that it was not given', () => {
    const calls = [...STEP_SCRIPT.lua.matchAll(/redis\.p?call\('(\w+)'(?:, *([^,)]+))?/g)];
    expect(calls.length).toBeGreaterThan(5);
    for (const [, command, key] of calls) if (command !== 'TIME') expect(key).toMatch(/^KEYS\[\d\]$/);
  });

  it('names no event and no state', () => {
    const code = STEP_SCRIPT.lua.replaceAll(/--.*$/gm, '');
    for (const word of [...Object.keys(TRANSITIONS), 'pending', 'scanned', 'checking', 'approved', 'denied']) {
      expect(code).not.toMatch(new RegExp(`['"]${word}['"]`));
    }
  });
});

describe('a Redis that is away', () => {
  it('is told as unavailable by every call, and the session is there when it is back', async () => {
    const kept = await startRedis({ appendOnly: true });
    ENDS.push(() => kept.stop());
    const store = await open(kept.port);
    const sessionId = await scanned(store);
    const before = await store.sessions.read(sessionId);
    await kept.kill();
    const calls = [
      () => store.sessions.apply(TRANSITIONS.approve, honest('approve', sessionId)),
      () => store.sessions.read(sessionId),
      () => store.sessions.watch(sessionId, () => undefined),
      () => store.sessions.audit(sessionId),
      () => store.grants.read(sessionId),
      () => store.grants.revoke(sessionId, HOUR, 'signed_out'),
      () => store.documents.get('seen:it'),
      () => store.documents.putIfAbsent('seen:it', '1', HOUR),
    ];
    for (const call of calls) await expect(call()).rejects.toBeInstanceOf(StoreUnavailable);
    expect(await store.ready()).toBe(false);
    await kept.restart();
    await until('readiness', () => store.ready(), Boolean);
    expect((await store.sessions.read(sessionId))?.record).toEqual(before?.record);
    expect(await say(store, 'approve', sessionId)).toBe('applied approved');
  });

  it('is told as unavailable when it hangs', async () => {
    const hung = await startRedis();
    ENDS.push(() => hung.stop());
    const store = await open(hung.port);
    const sessionId = await scanned(store);
    hung.pause();
    await expect(say(store, 'approve', sessionId)).rejects.toBeInstanceOf(StoreUnavailable);
    hung.resume();
    await until('readiness', () => store.ready(), Boolean);
    // Whether the lost command arrived is for the repeat to find out.
    expect(await say(store, 'approve', sessionId)).toMatch(/^(applied|repeated) approved/);
    expect((await store.sessions.audit(sessionId)).filter(({ event }) => event === 'approve')).toHaveLength(1);
  });

  it('is refused at once when it is not there at the start', async () => {
    const gone = await startRedis();
    await gone.stop();
    await expect(open(gone.port)).rejects.toThrow();
  });

  it('is refused at the start when it is too old for sharded push', async () => {
    const relay = await relayed();
    relay.lie('redis_version:7.0.', 'redis_version:6.2.');
    await expect(open(relay.port)).rejects.toThrow(/7\.0/);
  });
});

describe('the push link', () => {
  async function watching(port: number, sessionId: string): Promise<{ heard: Snapshot[] }> {
    const store = await open(port);
    const heard: Snapshot[] = [];
    await store.sessions.watch(sessionId, (snapshot) => heard.push(snapshot));
    return { heard };
  }
  const revs = (heard: readonly Snapshot[]): string[] => heard.map(({ record }) => record.rev);

  it('tells what was missed once it is whole again', async () => {
    const [relay, elsewhere] = [await relayed(), await open()];
    const sessionId = await scanned(elsewhere);
    const { heard } = await watching(relay.port, sessionId);
    relay.cut();
    expect(await say(elsewhere, 'approve', sessionId)).toBe('applied approved');
    expect(await say(elsewhere, 'redeem', sessionId)).toBe('applied redeemed');
    expect(heard).toEqual([]);
    relay.mend();
    await until(
      'state after the cut',
      () => revs(heard),
      (seen) => seen.includes('4'),
    );
    expect(heard.at(-1)?.record).toEqual((await elsewhere.sessions.read(sessionId))?.record);
  });

  it('looks until it may read: the reads’ own connection comes back after this one', async () => {
    const store = await open();
    const sessionId = await scanned(store);
    const ear = await connect({ url: `redis://127.0.0.1:${redis.port}`, cluster: false });
    ENDS.push(() => ear.quit());
    let looks = 0;
    const link = new PushLink(ear, new Keys(''), (each) => {
      looks += 1;
      return looks < 3 ? Promise.reject(new StoreUnavailable('still away')) : store.sessions.read(each);
    });
    const heard: Snapshot[] = [];
    await link.listen(sessionId, (snapshot) => heard.push(snapshot));
    await redis.command('CLIENT', 'KILL', 'TYPE', 'pubsub');
    await until(
      'the state',
      () => revs(heard),
      (seen) => seen.includes('2'),
    );
    expect(looks).toBe(3);
  });

  it('hears pushes again after it was dropped', async () => {
    const elsewhere = await open();
    const sessionId = await scanned(elsewhere);
    const { heard } = await watching(redis.port, sessionId);
    expect(Number(await redis.command('CLIENT', 'KILL', 'TYPE', 'pubsub'))).toBeGreaterThan(0);
    await say(elsewhere, 'approve', sessionId);
    await until(
      'the approval',
      () => revs(heard),
      (seen) => seen.includes('3'),
    );
    await until(
      'a link',
      () => listening(sessionId),
      (count) => count === 1,
    );
    await say(elsewhere, 'redeem', sessionId);
    await until(
      'the redemption',
      () => revs(heard),
      (seen) => seen.includes('4'),
    );
  });

  const listening = async (sessionId: string): Promise<number> => {
    const channel = `push:{${sessionId.slice(0, 2)}}:${sessionId}`;
    const [, count] = (await redis.command('PUBSUB', 'SHARDNUMSUB', channel)) as [string, number];
    return count;
  };

  it.each([2, 20])('reaches exactly the one of %i nodes that holds the page', async (count) => {
    const nodes = await Promise.all(Array.from({ length: count }, () => open()));
    // All in one partition: not even a neighbour's push is heard.
    const pages = await Promise.all(
      nodes.map(async (node) => {
        const sessionId = newSessionId('QR');
        await say(node, 'start', sessionId);
        const heard: Snapshot[] = [];
        const unwatch = await node.sessions.watch(sessionId, (snapshot) => heard.push(snapshot));
        return { sessionId, heard, unwatch };
      }),
    );
    for (const [index, { sessionId, heard }] of pages.entries()) {
      expect(await listening(sessionId)).toBe(1);
      const approver = nodes[(index + 1) % count];
      if (approver) await say(approver, 'scan', sessionId);
      await until(
        'the push',
        () => revs(heard),
        (seen) => seen.length > 0,
      );
    }
    expect(pages.map(({ heard }) => revs(heard))).toEqual(pages.map(() => ['2']));
    for (const { unwatch } of pages) unwatch();
    for (const { sessionId } of pages)
      await until(
        'silence',
        () => listening(sessionId),
        (left) => left === 0,
      );
  });
});

describe('the length of a trail', () => {
  /** Refusals of somebody who proved who they are: each leaves an entry. */
  const write = async (store: RedisStore, sessionId: string, times: number): Promise<void> => {
    const tries = Array.from({ length: times }, () => say(store, 'scan', sessionId));
    await Promise.all(tries);
  };
  const trailOf = async (
    keepsUndelivered: boolean,
  ): Promise<{ store: RedisStore; id: string; length: () => unknown }> => {
    const prefix = `${newSessionId()}:`;
    const store = await redisStore({ url: redis.url, cluster: false, prefix, waitReplicas: 0, keepsUndelivered });
    ENDS.push(() => store.close());
    const id = newSessionId();
    await say(store, 'start', id);
    await say(store, 'cancel', id);
    return { store, id, length: () => redis.command('XLEN', `${prefix}audit:{${id.slice(0, 2)}}`) };
  };

  it('is about a thousand where nobody takes it', async () => {
    const { store, id, length } = await trailOf(false);
    await write(store, id, 1_400);
    expect(await length()).toBeLessThan(1_200);
    expect(await store.feed.take()).toEqual([]);
  });

  it('Invariant: is never cut below what somebody has not taken', async () => {
    const { store, id, length } = await trailOf(true);
    await write(store, id, 1_700);
    expect(await length()).toBe(1_702);
    const first = await store.feed.take();
    for (let some = await store.feed.take(); some.length > 0; some = await store.feed.take()) {
      await store.feed.settle(some);
    }
    expect(await length()).toBe(1_702);
    await write(store, id, 3);
    await store.feed.settle(first);
    expect(await length()).toBeLessThan(1_200);
    expect(await length()).toBeGreaterThanOrEqual(1_000);
    expect(await store.feed.take()).toHaveLength(3);
    expect((await store.sessions.audit(id)).length).toBeGreaterThanOrEqual(1_000);
  });
});

describe('replicas that must confirm', () => {
  it('are waited for behind scan, approve and redeem, and missed when they are away', async () => {
    const master = await startRedis({ appendOnly: true });
    ENDS.push(() => master.stop());
    const replica = await startRedis({ replicaOf: master });
    ENDS.push(() => replica.stop());
    const store = await open(master.port, 1);
    const sessionId = newSessionId();
    expect(await say(store, 'start', sessionId)).toBe('applied pending');
    // A replica that is slow to confirm is what a repeat is for.
    await until(
      'confirmed scan',
      () => say(store, 'scan', sessionId),
      (told) => /^(applied|repeated) scanned/.test(told),
    );

    await replica.kill();
    await expect(say(store, 'approve', sessionId)).rejects.toBeInstanceOf(StoreUnavailable);
    // The desktop's own events lose nothing that a person did.
    expect(await say(store, 'start', newSessionId())).toBe('applied pending');

    await replica.restart();
    expect(await say(store, 'approve', sessionId)).toBe('repeated approved 3');
    expect(await say(store, 'redeem', sessionId)).toBe('applied redeemed');
  });
});
