import { mkdtemp, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { Redis } from 'ioredis';
import { until } from './deadline.js';
import { freePorts } from './free-port.js';
import { launch, type ServerProcess } from './server-process.js';

export interface RedisOptions {
  /** Keep what was written, so that a restarted server has it again. Default: nothing is kept. */
  readonly appendOnly?: boolean;
  /** Be a replica of that server. */
  readonly replicaOf?: RedisServer;
  /** Be a node of a cluster that is yet to be formed. */
  readonly cluster?: boolean;
}

/** A real redis-server on loopback, in a folder of its own. */
export interface RedisServer {
  readonly url: string;
  readonly host: string;
  readonly port: number;
  /** Where other nodes of a cluster reach it. */
  readonly busPort: number;
  /** Pulls the plug. Folder and port stay, for {@link RedisServer.restart}. */
  kill(): Promise<void>;
  restart(): Promise<void>;
  /** Hangs: connections stay open and nothing is answered. */
  pause(): void;
  resume(): void;
  /** Sends one command over a connection of its own. */
  command(name: string, ...args: string[]): Promise<unknown>;
  /** Ends it and removes its folder. May be called twice. */
  stop(): Promise<void>;
}

const HOST = '127.0.0.1';
/** The OS's free port may be taken by somebody else before Redis binds it. */
const ATTEMPTS = 5;

/** Starts a Redis and resolves once it answers. */
export async function startRedis(options: RedisOptions = {}): Promise<RedisServer> {
  const folder = await mkdtemp(join(tmpdir(), 'saoma-redis-'));
  const { process: first, port, busPort } = await launchOnFreePort(folder, options);
  let running = first;
  let stopped = false;

  return {
    url: `redis://${HOST}:${port}`,
    host: HOST,
    port,
    busPort,
    kill: () => running.end('SIGKILL'),
    async restart() {
      await running.end('SIGTERM');
      running = await launch('redis-server', settings(folder, port, busPort, options));
      await answers(running, port, options);
    },
    pause: () => running.pause(),
    resume: () => running.resume(),
    command: (name, ...args) => command(port, name, ...args),
    async stop() {
      if (stopped) return;
      stopped = true;
      await running.end('SIGKILL');
      await rm(folder, { recursive: true, force: true });
    },
  };
}

async function launchOnFreePort(
  folder: string,
  options: RedisOptions,
): Promise<{ process: ServerProcess; port: number; busPort: number }> {
  for (let attempt = 1; ; attempt++) {
    const [port = 0, busPort = 0] = await freePorts(2);
    const process = await launch('redis-server', settings(folder, port, busPort, options));
    try {
      await answers(process, port, options);
      return { process, port, busPort };
    } catch (error) {
      const output = process.output();
      await process.end('SIGKILL');
      if (attempt === ATTEMPTS || !output.includes('Address already in use')) {
        await rm(folder, { recursive: true, force: true });
        throw error;
      }
    }
  }
}

function settings(folder: string, port: number, busPort: number, options: RedisOptions): string[] {
  const { appendOnly = false, replicaOf, cluster = false } = options;
  return [
    ...['--bind', HOST, '--port', String(port), '--dir', folder, '--save', '', '--daemonize', 'no'],
    // Always, because these tests pull the plug: what was acknowledged a moment before must be there again.
    ...['--appendonly', appendOnly ? 'yes' : 'no', '--appendfsync', 'always', '--repl-diskless-sync-delay', '0'],
    ...(replicaOf ? ['--replicaof', replicaOf.host, String(replicaOf.port)] : []),
    ...(cluster ? ['--cluster-enabled', 'yes', '--cluster-port', String(busPort)] : []),
  ];
}

/** Resolves once the server has loaded what it kept, and a replica has caught up. */
async function answers(server: ServerProcess, port: number, { replicaOf }: RedisOptions): Promise<void> {
  const seen = await until(
    `answer from redis-server on port ${port}`,
    async () => (server.isRunning() ? String(await command(port, 'INFO', 'everything')) : `ended: ${server.output()}`),
    (answer) =>
      answer.startsWith('ended') ||
      (answer.includes('loading:0') && (!replicaOf || answer.includes('master_link_status:up'))),
  );
  if (seen.startsWith('ended')) throw new Error(`redis-server did not start: ${seen}`);
}

async function command(port: number, name: string, ...args: string[]): Promise<unknown> {
  const link = new Redis({ host: HOST, port, lazyConnect: true, connectTimeout: 2_000, retryStrategy: () => null });
  // The rejected call says the same; without a listener it would be printed as well.
  link.on('error', () => undefined);
  try {
    await link.connect();
    return await link.call(name, ...args);
  } finally {
    link.disconnect();
  }
}
