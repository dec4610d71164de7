import { execFile } from 'node:child_process';
import { createHash, randomBytes } from 'node:crypto';
import { writeFile } from 'node:fs/promises';
import { join } from 'node:path';
import { fileURLToPath } from 'node:url';
import { promisify } from 'node:util';
import { SOCKET_PATH } from '@saoma/protocol';
import { TestApp } from '@saoma/testing';
import { VARIABLES } from '../dist/platform/env-variables.js';
import { backendToken } from './login.mjs';
import { freePort, startNode, startRedis } from './servers.mjs';

const MAKE_KEYS = fileURLToPath(new URL('../dist/platform/make-keys.js', import.meta.url));

/** Those that are compared: what runs, and how its waiting pages are spoken to. */
const KINDS = {
  floor: { script: 'floor.mjs', speaks: 'json', socketPath: '/' },
  stock: { script: 'stock.mjs' },
  broker: { script: '../dist/main.js', speaks: 'socket.io', socketPath: SOCKET_PATH },
};

/** One client makes all the load, so nothing may be limited. */
const NO_LIMITS = Object.fromEntries(
  VARIABLES.flatMap(({ name }) => (name.startsWith('LIMIT_') ? [[name, '1000000000']] : [])),
);

/** A Redis, a portal and an app that floor and broker both know, and how to start nodes of either. */
export async function startWorld() {
  const redis = await startRedis();
  const publicPort = String(await freePort());
  const publicOrigin = `http://127.0.0.1:${publicPort}`;
  const app = await TestApp.create({ id: 'etax-app', realm: 'etax', audience: publicOrigin });
  const portal = {
    clientId: 'etax',
    redirectUri: 'https://etax.test/callback',
    secret: randomBytes(32).toString('hex'),
  };
  const [registryFile, keysFile] = [join(redis.folder, 'registry.yaml'), join(redis.folder, 'keys.json')];
  // JSON is YAML, so that the floor reads it too.
  await writeFile(registryFile, JSON.stringify({ portals: [registered(portal, app)], apps: [app.registration()] }));
  await writeFile(keysFile, (await promisify(execFile)(process.execPath, [MAKE_KEYS])).stdout, { mode: 0o600 });

  const env = {
    PUBLIC_ORIGIN: publicOrigin,
    REGISTRY_FILE: registryFile,
    KEYS_FILE: keysFile,
    // Read by the stock library alone, which compares secrets and no hashes.
    PORTAL_SECRET: portal.secret,
    ...NO_LIMITS,
  };
  const startOne = (kind, redisUrl = redis.url) => startNode(KINDS[kind].script, { ...env, REDIS_URL: redisUrl });
  return {
    redis,
    app,
    portal,
    startOne,
    /** So many nodes of one kind, ready for logins. */
    async startTarget(kind, count = 1, redisUrl = redis.url) {
      const nodes = await Promise.all(Array.from({ length: count }, () => startOne(kind, redisUrl)));
      const { speaks, socketPath } = KINDS[kind];
      const target = { kind, nodes, portal, publicOrigin, speaks, socketPath };
      return {
        ...target,
        // The stock library's backends start nothing by themselves.
        bearer: kind === 'stock' ? undefined : await backendToken(target),
        stop: () => Promise.all(nodes.map((node) => node.stop())),
      };
    },
    stop: () => redis.stop(),
  };
}

function registered({ clientId, redirectUri, secret }, app) {
  return {
    client_id: clientId,
    names: { zh: '示例省电子税务局', en: 'Example Province e-Tax' },
    origins: [new URL(redirectUri).origin],
    redirect_uris: [redirectUri],
    client_auth: { method: 'client_secret_basic', secret_sha256: createHash('sha256').update(secret).digest('hex') },
    purposes: ['login'],
    trusted_apps: [app.id],
    started_by: ['page', 'backend', 'redirect', 'device', 'ciba'],
    // What is measured is a sign-in without digits to type.
    policy: [],
    confirm_on_desktop: 'never',
  };
}
