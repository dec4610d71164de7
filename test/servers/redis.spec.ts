import { existsSync } from 'node:fs';
import { startRedisCluster } from './redis-cluster.js';
import { startRedis } from './redis.js';

describe('the servers that tests start', () => {
  it('has a Redis that keeps what was written when its plug is pulled, if asked to', async () => {
    const redis = await startRedis({ appendOnly: true });
    await redis.command('SET', 'kept', 'yes');
    await redis.kill();
    await expect(redis.command('PING')).rejects.toThrow();
    await redis.restart();
    expect(await redis.command('GET', 'kept')).toBe('yes');
    const [, folder] = (await redis.command('CONFIG', 'GET', 'dir')) as [string, string];
    await redis.stop();
    expect(existsSync(folder)).toBe(false);
  });

  it('has a Redis that hangs and goes on', async () => {
    const [hung, lively] = await Promise.all([startRedis(), startRedis()]);
    hung.pause();
    let answered = false;
    const pong = hung.command('PING').then(() => (answered = true));
    for (let call = 0; call < 20; call++) await lively.command('PING');
    expect(answered).toBe(false);
    hung.resume();
    await pong;
    await Promise.all([hung.stop(), lively.stop()]);
  });

  it('has a Redis with a replica', async () => {
    const redis = await startRedis();
    const replica = await startRedis({ replicaOf: redis });
    await redis.command('SET', 'copied', 'yes');
    expect(await redis.command('WAIT', '1', '5000')).toBe(1);
    await Promise.all([redis.stop(), replica.stop()]);
  });

  it('has a cluster of three masters with every slot served', async () => {
    const cluster = await startRedisCluster();
    const slots = (await cluster.nodes[0]?.command('CLUSTER', 'SLOTS')) as [number, number, [string, number]][];
    const ports = slots.map(([, , [, port]]) => port).sort();
    expect(ports).toEqual(cluster.nodes.map(({ port }) => port).sort());
    await cluster.stop();
  });
});
