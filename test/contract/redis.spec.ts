import { jest } from '@jest/globals';
import { type RedisServer, startRedis } from '../servers/redis.js';
import { describeLostTakers } from './feed.contract.js';
import { redisUnderTest } from './redis-under-test.js';
import { describeSessionStore } from './session-store.contract.js';

jest.setTimeout(60_000);

let redis: RedisServer;
beforeAll(async () => {
  redis = await startRedis();
});
afterAll(() => redis.stop());

describeSessionStore('the store in Redis', () => redisUnderTest({ nodes: [redis], cluster: false }), {
  'outlives its nodes': describeLostTakers,
});
