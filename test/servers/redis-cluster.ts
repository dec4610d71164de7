import { until } from './deadline.js';
import { startRedis, type RedisServer } from './redis.js';

/** Three masters that share all slots. */
export interface RedisCluster {
  readonly nodes: readonly RedisServer[];
  /** All addresses, as one comma-separated text. */
  readonly urls: string;
  stop(): Promise<void>;
}

const LAST_SLOT = 16_383;
const MASTERS = 3;

/** Starts three masters without replicas, and resolves once each says that the whole cluster is there. */
export async function startRedisCluster(): Promise<RedisCluster> {
  const nodes = await Promise.all(Array.from({ length: MASTERS }, () => startRedis({ cluster: true })));
  const stop = async (): Promise<void> => {
    await Promise.all(nodes.map((node) => node.stop()));
  };
  try {
    await form(nodes);
  } catch (error) {
    await stop();
    throw error;
  }
  return { nodes, urls: nodes.map(({ url }) => url).join(','), stop };
}

async function form(nodes: readonly RedisServer[]): Promise<void> {
  const share = Math.ceil((LAST_SLOT + 1) / nodes.length);
  for (const [index, node] of nodes.entries()) {
    const last = Math.min((index + 1) * share - 1, LAST_SLOT);
    await node.command('CLUSTER', 'ADDSLOTSRANGE', String(index * share), String(last));
    // Without an epoch of its own each, the masters first settle whose configuration is the newest.
    await node.command('CLUSTER', 'SET-CONFIG-EPOCH', String(index + 1));
  }
  const [first, ...others] = nodes;
  for (const { host, port, busPort } of others) {
    await first?.command('CLUSTER', 'MEET', host, String(port), String(busPort));
  }
  for (const node of nodes) {
    await until(
      `whole cluster, as the node on port ${node.port} sees it`,
      async () => String(await node.command('CLUSTER', 'INFO')),
      (info) => info.includes('cluster_state:ok') && info.includes(`cluster_known_nodes:${nodes.length}`),
    );
  }
}
