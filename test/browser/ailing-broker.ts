import { once } from 'node:events';
import { createServer, type IncomingMessage, type Server, type ServerResponse } from 'node:http';
import type { AddressInfo } from 'node:net';
import { text } from 'node:stream/consumers';
import type { StartRequest } from '@saoma/protocol';

/** Status, headers and body of an answer; `undefined` breaks off without one. */
export type Ailment =
  { readonly status: number; readonly headers?: Readonly<Record<string, string>>; readonly body?: object } | undefined;

const STARTED = { session_id: 'session', desktop_token: 'token', apps: [] };

/** A broker for portals' backends, which fails as it is told. It never signs anybody in. */
export class AilingBroker {
  readonly #server: Server;
  /** What to answer who starts a session. */
  start: Ailment;
  /** What to answer who redeems a code. */
  token: Ailment;
  /** What starts asked for, oldest first. */
  readonly starts: StartRequest[] = [];
  /** Codes that somebody tried to redeem, oldest first. */
  readonly codes: (string | null)[] = [];

  private constructor() {
    this.#server = createServer((request, response) => void this.#answer(request, response));
  }

  static async listen(): Promise<AilingBroker> {
    const broker = new AilingBroker();
    broker.recover();
    broker.#server.listen(0, '127.0.0.1');
    await once(broker.#server, 'listening');
    return broker;
  }

  get origin(): string {
    return `http://127.0.0.1:${(this.#server.address() as AddressInfo).port}`;
  }

  /** Starts whatever is asked for, and knows of no code. */
  recover(): void {
    this.start = { status: 201, body: STARTED };
    this.token = { status: 400, body: { error: 'invalid_grant' } };
    this.starts.length = 0;
    this.codes.length = 0;
  }

  async close(): Promise<void> {
    this.#server.close();
    this.#server.closeAllConnections();
    await once(this.#server, 'close');
  }

  async #answer(request: IncomingMessage, response: ServerResponse): Promise<void> {
    const asked = await text(request);
    const ailment = this.#ailmentOf(request.url ?? '', asked);
    if (!ailment) return void response.destroy();
    const { status, headers = {}, body } = ailment;
    const type = body ? { 'content-type': 'application/json' } : {};
    response.writeHead(status, { ...type, ...headers }).end(body && JSON.stringify(body));
  }

  #ailmentOf(path: string, asked: string): Ailment {
    if (path === '/.well-known/openid-configuration') {
      const { origin } = this;
      return { status: 200, body: { issuer: origin, token_endpoint: `${origin}/token`, jwks_uri: `${origin}/jwks` } };
    }
    if (path === '/v1/sessions') {
      this.starts.push(JSON.parse(asked) as StartRequest);
      return this.start;
    }
    const form = new URLSearchParams(asked);
    if (form.get('grant_type') === 'client_credentials') {
      return { status: 200, body: { access_token: 'token', token_type: 'Bearer', expires_in: 60 } };
    }
    this.codes.push(form.get('code'));
    return this.token;
  }
}
