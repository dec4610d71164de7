import { randomBytes } from 'node:crypto';
import { rmSync } from 'node:fs';
import { mkdtemp, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import type { NestFastifyApplication } from '@nestjs/platform-fastify';
import type { FastifyInstance } from 'fastify';
import { stringify } from 'yaml';
import { APP_PATH, appRoutes } from './app/app.routes.js';
import { TokenIssuer } from './app/issuer.js';
import { PORTAL_PATH, portalRoutes } from './portal/portal.routes.js';
import { APP_ID, CLIENT_ID, registryOf } from './registry-of.js';

/** A portal and an app to try the broker with: strangers to it, that happen to live on its port. */
export interface Demo {
  /** What the broker is to read as its registry. */
  readonly registryFile: string;
  /** The pages to open. */
  readonly addresses: { readonly portal: string; readonly phone: string };
  /** Adds portal and app to the broker's server. Before it listens. */
  mount(app: NestFastifyApplication): Promise<void>;
  /** Removes what was written. */
  close(): Promise<void>;
}

/** Invents the secrets of portal and app, which live as long as this process, and registers both. */
export async function prepareDemo(publicOrigin: string): Promise<Demo> {
  const clientSecret = randomBytes(32).toString('base64url');
  const issuer = await TokenIssuer.create({
    issuer: publicOrigin + APP_PATH,
    audience: publicOrigin,
    clientId: APP_ID,
  });
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
    addresses: { portal: `${publicOrigin}${PORTAL_PATH}/`, phone: `${publicOrigin}${APP_PATH}/` },
    mount: async (app) => {
      const server: FastifyInstance = app.getHttpAdapter().getInstance();
      await server.register(portalRoutes, { publicOrigin, clientId: CLIENT_ID, clientSecret });
      await server.register(appRoutes, { publicOrigin, issuer });
    },
    close: async () => {
      process.off('exit', remove);
      remove();
    },
  };
}
