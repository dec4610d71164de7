import { createServer, type Server } from 'node:http';
import { once } from 'node:events';
import type { PortalBackend } from '@saoma/testing';
import { buildAuthorizationUrl } from 'openid-client';

/** The pages of a portal with nothing of ours: a link to the broker, and an address to come back to. */
export class StockSite {
  readonly origin: string;
  readonly #server: Server;

  private constructor(server: Server, port: number) {
    this.#server = server;
    this.origin = `http://127.0.0.1:${String(port)}`;
  }

  static async start(port: number): Promise<StockSite> {
    const server = createServer((_request, response) => {
      response.setHeader('content-type', 'text/html');
      response.end(
        '<!doctype html><html lang="en"><title>Site</title><link rel="icon" href="data:,"><h1>Back at the site</h1>',
      );
    }).listen(port, '127.0.0.1');
    await once(server, 'listening');
    return new StockSite(server, port);
  }

  get callback(): string {
    return `${this.origin}/callback`;
  }

  /** Where its “Sign in” leads. */
  async link(portal: PortalBackend, extras: Readonly<Record<string, string>> = {}): Promise<string> {
    const { state = '', nonce = '', code_challenge } = await portal.begin();
    const parameters = {
      redirect_uri: this.callback,
      scope: 'openid profile',
      state,
      nonce,
      code_challenge,
      code_challenge_method: 'S256',
      ...extras,
    };
    return buildAuthorizationUrl(await portal.configuration(), parameters).href;
  }

  async stop(): Promise<void> {
    this.#server.close();
    this.#server.closeAllConnections();
    await once(this.#server, 'close');
  }
}
