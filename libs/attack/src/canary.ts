import { createServer, type Server } from 'node:http';
import type { AddressInfo } from 'node:net';

/** A listener that nobody has any business with: whoever calls it was talked into it. */
export class Canary {
  readonly #called: string[] = [];

  private constructor(
    private readonly server: Server,
    /** Where the broker would find it. */
    readonly origin: string,
  ) {
    server.on('request', ({ method = '', url = '' }, response) => {
      this.#called.push(`${method} ${url}`);
      response.writeHead(200, { 'content-type': 'application/json' }).end('{"keys":[]}');
    });
  }

  /** Listens on this machine's loopback, or where `reachedAt` says the broker reaches it (`http://10.0.0.7:8099`). */
  static async listen(reachedAt?: string): Promise<Canary> {
    const server = createServer();
    const { port, hostname } = reachedAt === undefined ? { port: 0, hostname: '127.0.0.1' } : new URL(reachedAt);
    await new Promise<void>((resolve, reject) => {
      server.once('error', reject).listen(Number(port), hostname, resolve);
    });
    return new Canary(server, reachedAt ?? `http://127.0.0.1:${(server.address() as AddressInfo).port}`);
  }

  /** The calls so far, as `GET /path`. */
  get called(): readonly string[] {
    return this.#called;
  }

  close(): Promise<void> {
    this.server.closeAllConnections();
    return new Promise((resolve) => this.server.close(() => resolve()));
  }
}
