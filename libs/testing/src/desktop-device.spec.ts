import { createServer, type IncomingMessage, type Server } from 'node:http';
import type { AddressInfo } from 'node:net';
import {
  DESKTOP_NAMESPACE,
  frameMessage,
  frameText,
  problem,
  SESSION_EVENT,
  SOCKET_PATH,
  type StartAnswer,
  type StartRequest,
} from '@saoma/protocol';
import { Server as SocketServer } from 'socket.io';
import { DesktopDevice, type Route, routeTo } from './index.js';

const BROKER = 'https://pass.test';
const ORIGIN = 'https://portal.test';
const SESSION = 'ABCDEFGHIJKLMNOPQRSTUVWXYZ';
const FRAME_KEY = Buffer.alloc(32, 7);
const QR = { url: `HTTPS://PASS.TEST/Q/${SESSION}`, frame_key: FRAME_KEY.toString('base64url'), frame_ms: 10_000 };
const START = {
  session_id: SESSION,
  desktop_token: 'desktop-token',
  expires_in_ms: 120_000,
  qr: { ...QR, elapsed_ms: 0 },
  socket: { url: 'wss://pass.test', path: SOCKET_PATH, namespace: DESKTOP_NAMESPACE },
  events_uri: `${BROKER}/v1/sessions/${SESSION}/events`,
  apps: [],
};
const REQUEST = { client_id: 'portal', code_challenge: 'c'.repeat(43), code_challenge_method: 'S256' } as const;

/** A broker with one session, which does as the spec tells it. */
class ScriptedBroker {
  readonly requests: string[] = [];
  readonly origins = new Set<string | undefined>();
  readonly browsers = new Set<string | undefined>();
  refuseStart = false;
  refuseExtend = false;
  #message: object = {};
  #rev = 0;
  readonly #server: Server;
  readonly #io: SocketServer;

  constructor() {
    this.#server = createServer((request, response) => {
      if (request.url?.startsWith(SOCKET_PATH)) return;
      const [status, body] = this.#answer(request);
      const type = status < 400 ? 'application/json' : 'application/problem+json';
      request.resume().on('end', () => response.writeHead(status, { 'content-type': type }).end(JSON.stringify(body)));
    });
    this.#io = new SocketServer(this.#server, { path: SOCKET_PATH, transports: ['websocket'] });
    this.#io.of(DESKTOP_NAMESPACE).on('connection', (socket) => {
      this.origins.add(socket.handshake.headers.origin);
      this.browsers.add(socket.handshake.headers['user-agent']);
      socket.emit(SESSION_EVENT, this.#message);
    });
    this.tell('pending');
  }

  async listen(): Promise<string> {
    await new Promise<void>((resolve) => this.#server.listen(0, '127.0.0.1', resolve));
    return `http://127.0.0.1:${String((this.#server.address() as AddressInfo).port)}`;
  }

  tell(state: string, rest: object = {}): void {
    this.#rev += 1;
    const pending = state === 'pending' && { qr: { ...QR, elapsed_ms: 0 } };
    this.#message = { session_id: SESSION, rev: this.#rev, state, expires_in_ms: 60_000, ...pending, ...rest };
    this.#io.of(DESKTOP_NAMESPACE).emit(SESSION_EVENT, this.#message);
  }

  async close(): Promise<void> {
    await this.#io.close();
    this.#server.closeAllConnections();
  }

  #answer({ method = '', url = '', headers }: IncomingMessage): readonly [number, object] {
    this.origins.add(headers.origin);
    this.browsers.add(headers['user-agent']);
    const line = `${method} ${url.replace(/[?].*/, '')}`;
    this.requests.push(line);
    if (line === 'POST /v1/sessions') {
      return this.refuseStart ? [403, problem('origin_not_allowed', BROKER)] : [201, START];
    }
    if (line.endsWith('/extend')) {
      if (this.refuseExtend) return [409, problem('session_over', BROKER)];
      this.tell('pending');
    }
    return [200, this.#message];
  }
}

describe('DesktopDevice', () => {
  let broker: ScriptedBroker;
  let desktop: DesktopDevice;
  let route: Route;

  beforeEach(async () => {
    broker = new ScriptedBroker();
    route = routeTo(BROKER, await broker.listen());
  });
  afterEach(async () => {
    desktop.close();
    await broker.close();
  });

  const open = async (request: StartRequest | (() => Promise<StartAnswer>) = REQUEST): Promise<DesktopDevice> => {
    desktop = await DesktopDevice.start({ broker: BROKER, origin: ORIGIN, request, route });
    return desktop;
  };
  it('starts as a browser’s page of its origin, and shows the code with the current frame', async () => {
    await open();
    const key = await crypto.subtle.importKey('raw', FRAME_KEY, { name: 'HMAC', hash: 'SHA-256' }, false, ['sign']);
    const frame = frameText(new Uint8Array(await crypto.subtle.sign('HMAC', key, frameMessage(0))));
    expect(desktop.qr()).toBe(`${QR.url}${frame}`);
    expect(desktop.answer).toMatchObject({ session_id: SESSION, desktop_token: 'desktop-token' });
    expect([...broker.origins]).toEqual([ORIGIN]);
    expect([...broker.browsers]).toEqual([expect.stringContaining('Chrome/156')]);
  });

  it('shows the code of a session that the portal’s backend started', async () => {
    await open(() => Promise.resolve(START));
    expect(desktop.qr().startsWith(QR.url)).toBe(true);
    expect(broker.requests).not.toContain('POST /v1/sessions');
  });

  it('rejects with the story when the session cannot be started', async () => {
    broker.refuseStart = true;
    await expect(open()).rejects.toThrow(/did not show a code before it ended; it showed .*failed.*origin_not_allowed/);
  });

  it('remembers what it showed before anybody asked', async () => {
    await open();
    broker.tell('scanned', { phone: { app: { names: { zh: '应用', en: 'App' } } } });
    broker.tell('denied', { reason: 'not_me', expires_in_ms: 0 });
    await desktop.until('denied');
    await expect(desktop.until('scanned')).resolves.toMatchObject({ appNames: { en: 'App' } });
    expect(() => desktop.qr()).toThrow('it is denied');
  });

  it('lands at the redirect URI with code, state and issuer', async () => {
    await open();
    const redirect_uri = 'https://portal.test/signed-in';
    broker.tell('approved', { code: 'the-code', redirect_uri, state_param: 's', iss: BROKER });
    const landing = new URL(await desktop.landing());
    expect(landing.origin + landing.pathname).toBe(redirect_uri);
    expect(Object.fromEntries(landing.searchParams)).toEqual({ code: 'the-code', state: 's', iss: BROKER });
  });

  it('says at the deadline what it did see, and no secret', async () => {
    await open();
    broker.tell('scanned');
    broker.tell('approved', { code: 'the-code' });
    await desktop.until('approved');
    const failure = await desktop.until('redeemed', 20).catch(String);
    expect(failure).toMatch(
      /did not show “redeemed” within 20 ms; it showed waiting rev 0.* → waiting rev 1.* → scanned rev 2.* → approved rev 3/,
    );
    expect(failure).not.toMatch(/the-code|desktop-token/);
  });

  it('does not wait for what cannot come any more', async () => {
    await open();
    broker.tell('cancelled', { expires_in_ms: 0 });
    await expect(desktop.until('approved', 60_000)).rejects.toThrow(/“approved” before it ended; .*cancelled/);
  });

  it('extends, and rejects with the problem when that is refused', async () => {
    await open();
    await expect(desktop.extend()).resolves.toMatchObject({ phase: 'waiting', rev: 2 });
    broker.refuseExtend = true;
    await expect(desktop.extend()).rejects.toMatchObject({ code: 'session_over' });
  });

  it('has told the broker when cancel resolves', async () => {
    await open();
    await desktop.cancel();
    expect(broker.requests.at(-1)).toBe(`POST /v1/sessions/${SESSION}/cancel`);
  });

  it('builds a link that was cut up again', async () => {
    await open();
    desktop.drop();
    broker.tell('scanned');
    await expect(desktop.until('scanned')).resolves.toMatchObject({ rev: 2 });
  });

  it('misses what happens while it is offline, and learns it when it is back', async () => {
    await open();
    desktop.goOffline();
    broker.tell('scanned');
    await desktop.until(({ connection }) => connection === 'offline');
    expect(desktop.snapshot().phase).toBe('waiting');
    desktop.goOnline();
    await expect(desktop.until('scanned')).resolves.toMatchObject({ rev: 2 });
  });
});
