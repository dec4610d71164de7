import { jest } from '@jest/globals';
import { type RedisCluster, startRedisCluster } from '../servers/redis-cluster.js';
import { describeLostTakers } from './feed.contract.js';
import { redisUnderTest } from './redis-under-test.js';
import { describeSessionStore } from './session-store.contract.js';

jest.setTimeout(60_000);

let cluster: RedisCluster;
beforeAll(async () => {
  cluster = await startRedisCluster();
});
afterAll(() => cluster.stop());

describeSessionStore('the store in a Redis cluster', () => redisUnderTest({ nodes: cluster.nodes, cluster: true }), {
  'outlives its nodes': describeLostTakers,
});
