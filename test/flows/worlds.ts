import { startWorld, type World } from '../broker/world.js';
import { type RedisServer, startRedis } from '../servers/redis.js';

/** Every store, and more nodes than one. */
export const WORLDS = [
  { name: 'memory, one node', redis: false, nodes: 1 },
  { name: 'Redis, one node', redis: true, nodes: 1 },
  { name: 'Redis, two nodes: the page at one, the phone at the other', redis: true, nodes: 2 },
] as const;

/** Nothing here is about limits, and a test makes in a second what people make in an hour. */
export const FREE = {
  LIMIT_STARTS_PER_PREFIX: '1000000',
  LIMIT_STARTS_PER_PORTAL: '1000000',
  LIMIT_CALLS_PER_PHONE_KEY: '1000000',
  LIMIT_SCANS_PER_PERSON: '1000000',
  LIMIT_FAILURES_PER_PERSON: '1000000',
};

type Tests = (world: () => World, away: number) => void;

/**
 * The same tests on every store and number of nodes.
 *
 * @param tests gets the world of the running test, and the node at which phones are: the page's own where there is one.
 */
export function describeInEveryWorld(title: string, tests: Tests): void {
  describeIn(WORLDS, title, tests);
}

/** Of tests that wait for real: once, where page and phone are at different nodes of one store. */
export function describeAcrossNodes(title: string, tests: Tests): void {
  describeIn(WORLDS.slice(-1), title, tests);
}

function describeIn(worlds: readonly (typeof WORLDS)[number][], title: string, tests: Tests): void {
  describe.each(worlds)(`${title}: $name`, ({ redis, nodes }) => {
    let server: RedisServer | undefined;
    let world: World;

    beforeAll(async () => {
      server = redis ? await startRedis() : undefined;
      world = await startWorld({ nodes, env: FREE, ...(server && { redisUrl: server.url }) });
    });

    afterAll(async () => {
      await world.close();
      await server?.stop();
    });

    tests(() => world, nodes - 1);
  });
}
