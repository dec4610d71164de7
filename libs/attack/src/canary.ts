import { createServer, type Server } from 'node:http';
import type { AddressInfo } from 'node:net';

/** Where it sends whoever calls on, and where they come if they let themselves be sent. */
const SENDS_ON = '/redirect';
const SENT_ON = '/sent-on';

/** A listener that nobody has any business with: whoever calls it was talked into it. */
export class Canary {
  readonly #called: string[] = [];
  #connections = 0;

  private constructor(
    private readonly server: Server,
    /** Where the broker would find it. */
    readonly origin: string,
  ) {
    server.on('connection', () => (this.#connections += 1));
    server.on('request', ({ method = '', url = '' }, response) => {
      this.#called.push(`${method} ${url}`);
      if (url === SENDS_ON) response.writeHead(302, { location: this.origin + SENT_ON }).end();
      else response.writeHead(200, { 'content-type': 'application/json' }).end('{"keys":[]}');
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

  /** An address of this machine's loopback that was free a moment ago, for a canary that is to be registered before it listens. */
  static async freeAddress(): Promise<string> {
    const canary = await Canary.listen();
    await canary.close();
    return canary.origin;
  }

  /** The calls so far, as `GET /path`. */
  get called(): readonly string[] {
    return this.#called;
  }

  /** Connections so far, also of those who speak TLS and so say nothing that is understood. */
  get connections(): number {
    return this.#connections;
  }

  /** Whether somebody let themselves be sent on. */
  get wasFollowed(): boolean {
    return this.#called.some((call) => call.endsWith(SENT_ON));
  }

  close(): Promise<void> {
    this.server.closeAllConnections();
    return new Promise((resolve) => this.server.close(() => resolve()));
  }
}
