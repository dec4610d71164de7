import { execFile } from 'node:child_process';
import { createHash, randomBytes } from 'node:crypto';
import { cp } from 'node:fs/promises';
import { join } from 'node:path';
import { promisify } from 'node:util';
import { PortalBackend, type PortalRegistration, type TestApp } from '@saoma/testing';
import { root } from '../house/kept-tool.js';
import type { PackedLibraries } from '../house/packed-libraries.js';
import { until } from '../servers/deadline.js';
import { launch, type ServerProcess } from '../servers/server-process.js';

export interface ExampleSetting {
  /** Folder under `examples`. */
  readonly name: string;
  readonly port: number;
  readonly broker: string;
  /** Further settings of its README. */
  readonly env?: Readonly<Record<string, string>>;
}

/** An example of a portal, copied beside the packed libraries and run as its README says. */
export class ExamplePortal {
  readonly origin: string;
  readonly #setting: ExampleSetting;
  readonly #secret = randomBytes(32).toString('base64url');
  #server: ServerProcess | undefined;

  constructor(setting: ExampleSetting) {
    this.#setting = setting;
    this.origin = `http://127.0.0.1:${setting.port}`;
  }

  /** Its entry in the broker's registry, as its README says. */
  async registration(app: TestApp, overrides?: Partial<PortalRegistration>): Promise<PortalRegistration> {
    const { name, broker } = this.#setting;
    const portal = await PortalBackend.create({
      broker,
      clientId: name,
      redirectUri: `${this.origin}/callback`,
      apps: [app],
    });
    const secret_sha256 = createHash('sha256').update(this.#secret).digest('hex');
    return portal.registration({
      client_auth: { method: 'client_secret_basic', secret_sha256 },
      started_by: ['backend'],
      ...overrides,
    });
  }

  /** @throws Error with what the example printed, when it does not come up */
  async start({ folder: packed }: PackedLibraries): Promise<void> {
    const { name, broker, port, env: further } = this.#setting;
    const folder = join(packed, name);
    await cp(join(root, 'examples', name), folder, { recursive: true });
    if (name === 'react') await promisify(execFile)(process.execPath, [join(folder, 'build.mjs')]);
    const own = { BROKER: broker, CLIENT_ID: name, CLIENT_SECRET: this.#secret, ORIGIN: this.origin, PORT: port };
    const settings = { ...own, ...further };
    // Nothing of the environment of whoever runs the tests.
    const env = ['-i', ...Object.entries(settings).map(([variable, value]) => `${variable}=${value}`)];
    const server = await launch('env', [...env, process.execPath, join(folder, 'server.mjs')]);
    this.#server = server;
    await until(
      `start of ${name}`,
      () => ({ isRunning: server.isRunning(), output: server.output() }),
      ({ isRunning, output }) => !isRunning || output.includes('listening'),
    );
    if (!server.isRunning()) throw new Error(`${name} did not start: ${server.output()}`);
  }

  /** Everything it printed. */
  printed(): string {
    return this.#server?.output() ?? '';
  }

  isRunning(): boolean {
    return this.#server?.isRunning() ?? false;
  }

  async stop(): Promise<void> {
    if (this.#server?.isRunning()) await this.#server.end('SIGTERM');
  }
}
