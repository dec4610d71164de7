import { once } from 'node:events';
import { createServer, type IncomingMessage, type ServerResponse } from 'node:http';
import type { AddressInfo } from 'node:net';
import { text } from 'node:stream/consumers';

/** One call that somebody's service was sent. */
export interface Call {
  readonly method: string;
  readonly path: string;
  readonly headers: IncomingMessage['headers'];
  readonly body: string;
}

/** How a service answers one call. */
export type Reply = (response: ServerResponse) => unknown;

export const status =
  (code: number, headers = {}): Reply =>
  (response) =>
    response.writeHead(code, headers).end('{"error":"as it is"}');
export const HANG: Reply = () => undefined;
export const HANG_UP: Reply = (response) => response.destroy();

/**
 * Somebody's service on a loopback address: takes every call with 204, or as it was told to answer the next ones. Unlike
 * `CallbackReceiver` it may misbehave below HTTP, and counts those who connect without a word.
 */
export class Listener {
  readonly calls: Call[] = [];
  readonly answers: Reply[] = [];
  /** Connections so far, also those that sent nothing. */
  connections = 0;
  readonly #server = createServer((request, response) => {
    void text(request).then(
      (body) => {
        const { method = '', url: path = '', headers } = request;
        this.calls.push({ method, path, headers, body });
        (this.answers.shift() ?? status(204))(response);
      },
      () => undefined,
    );
  });

  private constructor() {
    this.#server.on('connection', () => (this.connections += 1));
  }

  static async open(host = '127.0.0.1'): Promise<Listener> {
    const listener = new Listener();
    await once(listener.#server.listen(0, host), 'listening');
    return listener;
  }

  get port(): number {
    return (this.#server.address() as AddressInfo).port;
  }

  url(path: string, host = '127.0.0.1'): string {
    return `http://${host}:${this.port}${path}`;
  }

  async close(): Promise<void> {
    this.#server.closeAllConnections();
    this.#server.close();
    await once(this.#server, 'close');
  }
}
