import { mkdtemp, rm, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { type BrokerNode, brokerPackage } from './broker-package.js';
import { freePorts } from './free-ports.js';
import { PortalBackend } from './portal-backend.js';
import type { PortalRegistration } from './portal-registration.js';
import { type AppRegistration, TestApp } from './test-app.js';

/** Who is known to a broker: simulated ones, or entries as they stand in its registry file. */
export interface Registered {
  readonly portals: readonly (PortalBackend | PortalRegistration)[];
  readonly apps: readonly (TestApp | AppRegistration)[];
  /** Who may use the operators' API, by their tokens' SHA-256. */
  readonly operators?: readonly { readonly id: string; readonly token_sha256: string }[];
}

/** A broker for a test: who is registered, how many nodes, on which store. */
export interface BrokerSettings {
  /** How many nodes behind one public origin. Default 1; more than one needs Redis. */
  readonly nodes?: number;
  /** Where sessions live; absent: in memory. */
  readonly redisUrl?: string;
  /** Further settings, by the names of the broker's environment variables. */
  readonly env?: Readonly<Record<string, string>>;
}

/** The settings, and who is registered: outright, or once the broker's origin is known. */
export type BrokerPlan = BrokerSettings & (Registered | { readonly register: (origin: string) => Promise<Registered> });

/** A real broker on loopback addresses, of one node or several behind one public origin: that of the first. */
export interface RunningBroker {
  readonly origin: string;
  /** Each node's own address. */
  readonly nodes: readonly string[];
  /** Each node's application. */
  readonly apps: readonly BrokerNode[];
  /** Adds to the clock of the store, for all nodes: sessions and codes run out without anybody waiting. */
  shiftTime(ms: number): void;
  /** Registers anew, in the file that the nodes watch. */
  register(registered: Registered): Promise<void>;
  close(): Promise<void>;
}

let brokers = 0;

/**
 * Starts a real broker in this process, on free ports, with keys, registry and key prefix of its own. Every
 * {@link PortalBackend} that it registers is told where it is.
 * @throws Error when the package `saoma` is not installed, or what the broker says that cannot start.
 */
export async function startBroker(plan: BrokerPlan): Promise<RunningBroker> {
  const { nodes: count = 1, redisUrl, env = {} } = plan;
  const { createBroker, makeKeysFile, readEnv } = await brokerPackage();
  const folder = await mkdtemp(join(tmpdir(), 'saoma-broker-'));
  const [registryFile, keysFile] = [join(folder, 'registry.json'), join(folder, 'keys.json')];
  const ports = await freePorts(count);
  const nodes = ports.map((port) => `http://127.0.0.1:${port}`);
  const [origin = ''] = nodes;
  const apps: BrokerNode[] = [];
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
    CALLBACK_NETWORKS: '127.0.0.0/8,::1',
    ...(redisUrl !== undefined && { REDIS_URL: redisUrl, REDIS_PREFIX: `${process.pid}-${brokers}:` }),
    ...env,
  };
  const broker: RunningBroker = {
    origin,
    nodes,
    apps,
    shiftTime: (ms) => (shiftedMs += ms),
    register: (registered) => writeFile(registryFile, JSON.stringify(entriesOf(registered, origin))),
    async close() {
      await Promise.all(apps.map((app) => app.close()));
      await rm(folder, { recursive: true, force: true });
    },
  };
  try {
    await broker.register('register' in plan ? await plan.register(origin) : plan);
    await writeFile(keysFile, JSON.stringify(await makeKeysFile()), { mode: 0o600 });
    for (const port of ports) {
      const checked = readEnv({ ...settings, PORT: String(port) });
      const { app } = await createBroker(checked, { offsetMs: () => shiftedMs });
      apps.push(app);
      await app.listen(checked.port, checked.host);
    }
    return broker;
  } catch (error) {
    await broker.close();
    throw error;
  }
}

/** As the registry file has them. */
function entriesOf({ portals, apps, operators }: Registered, origin: string): object {
  return {
    portals: portals.map((portal) => {
      if (!(portal instanceof PortalBackend)) return portal;
      portal.useBroker(origin);
      return portal.registration();
    }),
    apps: apps.map((app) => (app instanceof TestApp ? app.registration() : app)),
    ...(operators && { operators }),
  };
}
