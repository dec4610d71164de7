import { randomBytes } from 'node:crypto';
import { rmSync } from 'node:fs';
import { mkdtemp, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import type { NestFastifyApplication } from '@nestjs/platform-fastify';
import type { FastifyInstance } from 'fastify';
import { stringify } from 'yaml';
import { appRoutes } from './app/app.routes.js';
import { APPS } from './app/apps.js';
import { TokenIssuer } from './app/issuer.js';
import { PORTAL_PATH, portalRoutes } from './portal/portal.routes.js';
import { CLIENT_ID, registryOf } from './registry-of.js';

/** A portal and apps to try the broker with: strangers to it, that happen to live on its port. */
export interface Demo {
  /** What the broker is to read as its registry. */
  readonly registryFile: string;
  /** The pages to open. */
  readonly addresses: Readonly<Record<string, string>>;
  /** Adds portal and apps to the broker's server. Before it listens. */
  mount(app: NestFastifyApplication): Promise<void>;
  /** Removes what was written. */
  close(): Promise<void>;
}

/** Invents the secrets of portal and apps, which live as long as this process, and registers them. */
export async function prepareDemo(publicOrigin: string): Promise<Demo> {
  const clientSecret = randomBytes(32).toString('base64url');
  const apps = await Promise.all(
    APPS.map(async (app) => {
      const { id, path, algorithm } = app;
      const settings = { issuer: publicOrigin + path, audience: publicOrigin, clientId: id, algorithm };
      return { app, issuer: await TokenIssuer.create(settings) };
    }),
  );
  const folder = await mkdtemp(join(tmpdir(), 'saoma-demo-'));
  const registryFile = join(folder, 'registry.yaml');
  const remove = (): void => {
    rmSync(folder, { recursive: true, force: true });
  };
  // A broker that does not come up never closes the demo.
  process.once('exit', remove);
  await writeFile(registryFile, stringify(registryOf(publicOrigin, clientSecret)), { mode: 0o600 });

  return {
    registryFile,
    addresses: Object.fromEntries(
      [{ id: 'portal', path: PORTAL_PATH }, ...APPS].map(({ id, path }) => [id, `${publicOrigin}${path}/`]),
    ),
    mount: async (broker) => {
      const server: FastifyInstance = broker.getHttpAdapter().getInstance();
      await server.register(portalRoutes, { publicOrigin, clientId: CLIENT_ID, clientSecret });
      for (const { app, issuer } of apps) await server.register(appRoutes, { publicOrigin, app, issuer });
    },
    close: async () => {
      process.off('exit', remove);
      remove();
    },
  };
}
