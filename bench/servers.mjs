import { spawn } from 'node:child_process';
import { once } from 'node:events';
import { connect, createServer } from 'node:net';
import { mkdtemp, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { fileURLToPath } from 'node:url';

const HOST = '127.0.0.1';
const START_WITHIN_MS = 30_000;
const ASK_AGAIN_MS = 50;
const METER = new URL('meter.mjs', import.meta.url).href;

const wait = (ms) => new Promise((resolve) => setTimeout(resolve, ms));

/** What this run has started, to be ended with it however it ends. */
const children = new Set();
process.once('exit', () => {
  for (const child of children) child.kill('SIGKILL');
});

/** A loopback port that was free a moment ago. */
export async function freePort() {
  const holder = createServer().listen(0, HOST);
  await once(holder, 'listening');
  const { port } = holder.address();
  holder.close();
  await once(holder, 'close');
  return port;
}

/** A real redis-server that keeps nothing. */
export async function startRedis() {
  const folder = await mkdtemp(join(tmpdir(), 'saoma-bench-'));
  const port = await freePort();
  const options = ['--bind', HOST, '--port', String(port), '--dir', folder, '--save', '', '--appendonly', 'no'];
  const child = keep(spawn('redis-server', options, { stdio: 'ignore' }), 'redis-server');
  await reachable(port, child);
  return {
    port,
    url: `redis://${HOST}:${port}`,
    folder,
    async stop() {
      await end(child);
      await rm(folder, { recursive: true, force: true });
    },
  };
}

/**
 * A node process with a server in it, running as in production, its log thrown away.
 * @param script path from here
 */
export async function startNode(script, env) {
  const port = env.PORT ?? String(await freePort());
  const child = keep(
    spawn(process.execPath, ['--expose-gc', '--import', METER, fileURLToPath(new URL(script, import.meta.url))], {
      env: { PATH: process.env.PATH, NODE_ENV: 'production', HOST, ...env, PORT: port },
      stdio: ['ignore', 'ignore', 'pipe', 'ipc'],
    }),
    script,
  );
  child.stderr.setEncoding('utf8').on('data', (text) => (child.complaint = (child.complaint ?? '') + text));
  await reachable(Number(port), child);
  return {
    origin: `http://${HOST}:${port}`,
    /** CPU so far in microseconds, all threads; memory in bytes. */
    used: (collect = false) => asked(child, { collect }),
    stop: () => end(child),
  };
}

/** A wire to a server on loopback on which every answer is late. */
export async function startLateWire(serverPort, lateMs) {
  const open = new Set();
  const wire = createServer((client) => {
    const server = connect(serverPort, HOST);
    for (const socket of [client, server]) {
      open.add(socket.setNoDelay());
      socket.on('error', () => undefined);
    }
    client.pipe(server);
    server.on('data', (chunk) => setTimeout(() => client.write(chunk), lateMs));
  }).listen(0, HOST);
  await once(wire, 'listening');
  return {
    url: `redis://${HOST}:${wire.address().port}`,
    stop() {
      wire.close();
      for (const socket of open) socket.destroy();
    },
  };
}

function keep(child, name) {
  children.add(child);
  child.once('exit', () => children.delete(child));
  child.once('error', ({ message }) => {
    throw new Error(`${name} cannot be started: ${message}`);
  });
  return child;
}

async function end(child) {
  if (child.exitCode !== null || child.signalCode !== null) return;
  child.kill('SIGKILL');
  await once(child, 'exit');
}

async function asked(child, question) {
  child.send(question);
  const [answer] = await once(child, 'message');
  return answer;
}

async function reachable(port, child) {
  const deadline = Date.now() + START_WITHIN_MS;
  while (Date.now() < deadline) {
    if (child.exitCode !== null) throw new Error(`a server ended before it began: ${child.complaint ?? ''}`);
    const socket = connect(port, HOST);
    const isOpen = await once(socket, 'connect').then(
      () => true,
      () => false,
    );
    socket.destroy();
    if (isOpen) return;
    await wait(ASK_AGAIN_MS);
  }
  throw new Error(`nothing listens on port ${port} after ${START_WITHIN_MS} ms`);
}
