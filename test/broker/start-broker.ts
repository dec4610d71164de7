import { mkdtemp, rm, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import type { NestFastifyApplication } from '@nestjs/platform-fastify';
import type { AppRegistration, PortalRegistration } from '@saoma/testing';
import { stringify } from 'yaml';
import { createBroker } from '../../src/app.module.js';
import { readEnv } from '../../src/platform/env.js';
import { makeKeysFile } from '../../src/platform/keys.js';
import { freePorts } from '../servers/free-port.js';

export interface BrokerPlan {
  /** How many nodes; more than one needs Redis. */
  readonly nodes?: number;
  /** Where sessions live; absent: in memory. */
  readonly redisUrl?: string;
  readonly redisCluster?: boolean;
  /** What is registered, once the broker's origin is known. */
  readonly register: (origin: string) => Promise<Registered>;
  /** Further settings. */
  readonly env?: Readonly<Record<string, string>>;
}

export interface Registered {
  readonly portals: readonly PortalRegistration[];
  readonly apps: readonly AppRegistration[];
}

/** A broker of one node or several behind one public origin: that of the first. */
export interface RunningBroker {
  readonly origin: string;
  /** Each node's own address. */
  readonly nodes: readonly string[];
  /** Each node's application. */
  readonly apps: readonly NestFastifyApplication[];
  /** Adds to the clock of the store, for all nodes. */
  shiftTime(ms: number): void;
  /** Registers anew, in the file that the nodes watch. */
  register(registered: Registered): Promise<void>;
  close(): Promise<void>;
}

let brokers = 0;

/** Starts it in this process, on free ports, with keys, registry and key prefix of its own. */
export async function startBroker(plan: BrokerPlan): Promise<RunningBroker> {
  const { nodes: count = 1, redisUrl, redisCluster = false } = plan;
  const folder = await mkdtemp(join(tmpdir(), 'saoma-broker-'));
  const [registryFile, keysFile] = [join(folder, 'registry.yaml'), join(folder, 'keys.json')];
  const ports = await freePorts(count);
  const nodes = ports.map((port) => `http://127.0.0.1:${port}`);
  const [origin = ''] = nodes;
  const register = (registered: Registered): Promise<void> => writeFile(registryFile, stringify(registered));
  await register(await plan.register(origin));
  await writeFile(keysFile, JSON.stringify(await makeKeysFile()), { mode: 0o600 });

  let shiftedMs = 0;
  brokers += 1;
  const settings = {
    NODE_ENV: 'test',
    HOST: '127.0.0.1',
    PUBLIC_ORIGIN: origin,
    REGISTRY_FILE: registryFile,
    KEYS_FILE: keysFile,
    LOG_LEVEL: 'silent',
    DRAIN_MS: '0',
    ...(redisUrl !== undefined && {
      REDIS_URL: redisUrl,
      REDIS_CLUSTER: redisCluster ? '1' : '0',
      REDIS_PREFIX: `${process.pid}-${brokers}:`,
    }),
    ...plan.env,
  };
  const apps: NestFastifyApplication[] = [];
  for (const port of ports) {
    const env = readEnv({ ...settings, PORT: String(port) });
    const { app } = await createBroker(env, { offsetMs: () => shiftedMs });
    await app.listen(env.port, env.host);
    apps.push(app);
  }
  return {
    origin,
    nodes,
    apps,
    shiftTime: (ms) => (shiftedMs += ms),
    register,
    async close() {
      await Promise.all(apps.map((app) => app.close()));
      await rm(folder, { recursive: true, force: true });
    },
  };
}
