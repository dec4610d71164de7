import { execFile } from 'node:child_process';
import { mkdtemp, rm, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { promisify } from 'node:util';
import { PortalBackend, type Route, TestApp } from '@saoma/testing';
import { stringify } from 'yaml';
import { makeKeysFile } from '../../src/platform/keys.js';
import { until } from '../servers/deadline.js';
import { freePorts } from '../servers/free-port.js';
import { launch } from '../servers/server-process.js';

/** The built broker as it is run in earnest: a process of its own, with one portal and one app. */
export interface BrokerProcess {
  readonly origin: string;
  readonly portal: PortalBackend;
  readonly app: TestApp;
  readonly pid: number;
  /** All that it printed so far, in lines. */
  lines(): readonly string[];
  isRunning(): boolean;
  stop(): Promise<void>;
}

/** From nothing to a build, on a machine that has other things to do. */
export const BUILD_MS = 300_000;

/**
 * Builds unless these sources are built, and starts it.
 *
 * @param route what the portal's backend goes through.
 * @param overrides what else is registered of the portal.
 */
export async function startBrokerProcess(
  env: Readonly<Record<string, string>>,
  route?: Route,
  overrides: Parameters<PortalBackend['registration']>[0] = {},
): Promise<BrokerProcess> {
  await promisify(execFile)(process.execPath, [
    '--input-type=module',
    '--eval',
    "import { build } from './src/demo/prepare.mjs'; build();",
  ]);
  const folder = await mkdtemp(join(tmpdir(), 'saoma-process-'));
  const [registryFile, keysFile] = [join(folder, 'registry.yaml'), join(folder, 'keys.json')];
  const [port = 0] = await freePorts(1);
  const origin = `http://127.0.0.1:${port}`;
  const app = await TestApp.create({ id: 'etax-app', realm: 'etax', audience: origin });
  const portal = await PortalBackend.create({
    broker: origin,
    clientId: 'etax',
    redirectUri: 'https://etax.test/callback',
    apps: [app],
    ...(route && { route }),
  });
  await writeFile(registryFile, stringify({ portals: [portal.registration(overrides)], apps: [app.registration()] }));
  await writeFile(keysFile, JSON.stringify(await makeKeysFile()), { mode: 0o600 });
  const settings = {
    HOST: '127.0.0.1',
    PORT: String(port),
    PUBLIC_ORIGIN: origin,
    REGISTRY_FILE: registryFile,
    KEYS_FILE: keysFile,
    DRAIN_MS: '0',
    ...env,
  };
  const variables = Object.entries(settings).map(([name, value]) => `${name}=${value}`);
  const server = await launch('env', [...variables, process.execPath, 'dist/main.js']);
  const stop = async (): Promise<void> => {
    await server.end('SIGKILL');
    await rm(folder, { recursive: true, force: true });
  };
  try {
    await until(
      'broker that is ready',
      async () => (server.isRunning() ? (await fetch(`${origin}/health/ready`)).status : server.output()),
      (seen) => seen === 200 || typeof seen === 'string',
    );
  } catch (error) {
    await stop();
    throw error;
  }
  const lines = (): readonly string[] => server.output().split('\n').filter(Boolean);
  return { origin, portal, app, pid: server.pid, lines, isRunning: () => server.isRunning(), stop };
}
