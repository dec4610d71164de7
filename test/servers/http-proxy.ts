import { once } from 'node:events';
import { createServer, type IncomingMessage, request, type ServerResponse } from 'node:http';
import { type AddressInfo, connect, type Socket } from 'node:net';
import type { Duplex } from 'node:stream';

/** A proxy as they stand between people and servers, with their faults. Each may be changed at any time. */
export interface HttpProxy {
  readonly origin: string;
  /** Where it leads to: the origin of a server. */
  upstream: string;
  /** Knows no WebSocket. */
  refusesUpgrades: boolean;
  /** Sends the beginning of an answer once it has its end. */
  buffers: boolean;
  /** Cuts what has been silent for so long. */
  idleMs: number | undefined;
  /** Takes everything and passes nothing on, and nobody is told. */
  isFrozen: boolean;
  /** Takes no connection. */
  isDown: boolean;
  /** `GET /path` of each request that was passed on, oldest first; an upgrade as `UPGRADE /path`. */
  readonly passed: readonly string[];
  /** The same for those alone that have not ended yet. */
  readonly underWay: ReadonlySet<string>;
  /** How many connections it cut because they were silent. */
  readonly cuts: number;
  /** How many chunks came back for paths like this, which tells heartbeats apart from silence. */
  chunksOf(path: RegExp): number;
  /** Drops every connection. */
  drop(): void;
  stop(): Promise<void>;
}

export async function startHttpProxy(upstream: string): Promise<HttpProxy> {
  const open = new Set<Duplex>();
  const passed: string[] = [];
  const underWay = new Set<string>();
  const chunks: string[] = [];
  const server = createServer(answer);
  let cuts = 0;
  const drop = (): void => {
    for (const socket of open) socket.destroy();
  };
  const pass = (line: string, until: Duplex | ServerResponse): void => {
    passed.push(line);
    underWay.add(line);
    until.on('close', () => underWay.delete(line));
  };
  const keep = (socket: Duplex): void => {
    open.add(socket);
    socket.on('error', () => undefined);
    socket.on('close', () => open.delete(socket));
  };
  server.on('connection', (socket: Socket) => {
    keep(socket);
    if (proxy.isDown) socket.destroy();
    if (proxy.idleMs === undefined) return;
    socket.setTimeout(proxy.idleMs, () => {
      cuts += 1;
      socket.destroy();
    });
  });
  // Its own patience is not what is looked at.
  server.keepAliveTimeout = 0;
  server.on('upgrade', upgrade);

  function answer(asked: IncomingMessage, response: ServerResponse): void {
    if (proxy.isFrozen) return;
    const { method = '', url = '', headers } = asked;
    pass(`${method} ${url}`, response);
    const passing = request(new URL(url, proxy.upstream), { method, headers, agent: false }, (answered) => {
      const held: Buffer[] = [];
      const { buffers } = proxy;
      if (!buffers) response.writeHead(answered.statusCode ?? 502, answered.headers).flushHeaders();
      answered.on('data', (chunk: Buffer) => {
        chunks.push(url);
        if (buffers) held.push(chunk);
        else if (!proxy.isFrozen) response.write(chunk);
      });
      answered.on('end', () => {
        if (proxy.isFrozen) return;
        if (buffers) response.writeHead(answered.statusCode ?? 502, answered.headers);
        response.end(Buffer.concat(held));
      });
      answered.on('error', () => response.destroy());
    });
    passing.on('error', () => response.destroy());
    response.on('close', () => passing.destroy());
    asked.pipe(passing);
  }

  function upgrade({ method = '', url = '', rawHeaders }: IncomingMessage, client: Duplex, head: Buffer): void {
    if (proxy.isFrozen) return;
    if (proxy.refusesUpgrades) return void client.end('HTTP/1.1 403 Forbidden\r\nconnection: close\r\n\r\n');
    pass(`UPGRADE ${url}`, client);
    const { hostname, port } = new URL(proxy.upstream);
    const node = connect(Number(port), hostname);
    keep(node);
    client.on('close', () => node.destroy());
    node.on('close', () => {
      if (!proxy.isFrozen) client.destroy();
    });
    const lines = rawHeaders.map((text, index) => text + (index % 2 === 0 ? ': ' : '\r\n')).join('');
    node.write(`${method} ${url} HTTP/1.1\r\n${lines}\r\n`);
    node.write(head);
    client.on('data', (chunk: Buffer) => !proxy.isFrozen && node.write(chunk));
    node.on('data', (chunk: Buffer) => {
      chunks.push(url);
      if (!proxy.isFrozen) client.write(chunk);
    });
  }

  const proxy: HttpProxy = {
    origin: '',
    upstream,
    refusesUpgrades: false,
    buffers: false,
    idleMs: undefined,
    isFrozen: false,
    isDown: false,
    passed,
    underWay,
    get cuts() {
      return cuts;
    },
    chunksOf: (path) => chunks.filter((url) => path.test(url)).length,
    drop,
    async stop() {
      server.close();
      drop();
      await once(server, 'close');
    },
  };
  server.listen(0, '127.0.0.1');
  await once(server, 'listening');
  return Object.assign(proxy, { origin: `http://127.0.0.1:${(server.address() as AddressInfo).port}` });
}
