import { once } from 'node:events';
import { createServer, type Server as HttpServer } from 'node:http';
import type { AddressInfo } from 'node:net';
import { Duplex } from 'node:stream';
import { Server } from 'socket.io';
import { WebSocket as NodeWebSocket } from 'ws';
import { pageClock } from './clock.js';
import { openSocketLine } from './socket-line.js';

const TOKEN = 'desktop-token';

/** Opens a line and keeps what it tells, as it tells it. */
class Ear {
  readonly heard: string[] = [];
  readonly #line = new AbortController();
  #wake = (): void => undefined;

  constructor(url: string, { namespace = '/desktop', token = TOKEN } = {}) {
    const session = { socket: { url, path: '/socket.io/', namespace }, desktop_token: token };
    const webSocket = NodeWebSocket as unknown as typeof WebSocket;
    const listener = {
      onStand: () => {
        this.#hear('stands');
      },
      onNews: (news: unknown) => {
        this.#hear(JSON.stringify(news));
        return true;
      },
    };
    openSocketLine({ webSocket, clock: pageClock }, session, listener, this.#line.signal)
      .catch(() => undefined)
      .finally(() => {
        this.#hear('ended');
      });
  }

  close(): void {
    this.#line.abort();
  }

  async until(word: string): Promise<void> {
    while (!this.heard.includes(word)) await new Promise<void>((resolve) => (this.#wake = resolve));
  }

  #hear(word: string): void {
    this.heard.push(word);
    this.#wake();
  }
}

describe('the line to a real socket.io server', () => {
  let http: HttpServer;
  let server: Server;
  let url: string;
  const ears: Ear[] = [];
  const wires: Duplex[] = [];
  const listen = (...how: ConstructorParameters<typeof Ear>): Ear => {
    const ear = new Ear(...how);
    ears.push(ear);
    return ear;
  };

  beforeEach(async () => {
    http = createServer();
    server = new Server(http, { transports: ['websocket'], pingInterval: 100, pingTimeout: 100 });
    server.of('/desktop').use((socket, next) => {
      next(socket.handshake.auth['token'] === TOKEN ? undefined : new Error('invalid_token'));
    });
    http.listen(0, '127.0.0.1');
    await once(http, 'listening');
    url = `ws://127.0.0.1:${(http.address() as AddressInfo).port}`;
  });
  afterEach(async () => {
    for (const ear of ears.splice(0)) ear.close();
    for (const wire of wires.splice(0)) Duplex.prototype.destroy.call(wire);
    await server.close();
  });

  it('stands once the token was taken, and hears the session’s events and no other', async () => {
    server.of('/desktop').on('connection', (socket) => {
      socket.emit('weather', { rev: 7 });
      socket.emit('session', { rev: 1, name: '张*' });
    });
    const ear = listen(url);
    await ear.until('{"rev":1,"name":"张*"}');
    expect(ear.heard).toEqual(['stands', '{"rev":1,"name":"张*"}']);
  });

  it('sends the token in the first message and never in the address', async () => {
    const connection = once(server.of('/desktop'), 'connection');
    listen(url);
    const [socket] = (await connection) as [{ handshake: { url: string; auth: unknown } }];
    expect(socket.handshake.auth).toEqual({ token: TOKEN });
    expect(socket.handshake.url).not.toContain(TOKEN);
  });

  it('answers the heartbeat, so that the server keeps it', async () => {
    const ear = listen(url);
    await ear.until('stands');
    const [socket] = [...server.of('/desktop').sockets.values()];
    const { conn } = socket!;
    for (let beats = 0; beats < 4; beats += 1) await once(conn, 'heartbeat');
    expect(ear.heard).toEqual(['stands']);
  });

  it.each([
    ['a wrong token', { token: 'other' }],
    ['a namespace that does not exist', { namespace: '/nowhere' }],
  ])('ends without standing for %s', async (_, how) => {
    const ear = listen(url, how);
    await ear.until('ended');
    expect(ear.heard).toEqual(['ended']);
  });

  it.each([
    ['the server sends it away', () => server.of('/desktop').disconnectSockets()],
    ['the server goes away', () => void server.close()],
  ])('ends once when %s', async (_, act) => {
    const ear = listen(url);
    await ear.until('stands');
    act();
    await ear.until('ended');
    expect(ear.heard).toEqual(['stands', 'ended']);
  });

  it('ends by itself when the server falls silent', async () => {
    http.prependListener('upgrade', (_, wire: Duplex) => wires.push(wire));
    const ear = listen(url);
    await ear.until('stands');
    const [socket] = [...server.of('/desktop').sockets.values()];
    await once(socket!.conn, 'heartbeat');
    // Nobody closes, nothing arrives: what a frozen network looks like from here.
    for (const wire of wires) Object.assign(wire, { write: () => true, end: () => wire, destroy: () => wire });
    await ear.until('ended');
    expect(ear.heard).toEqual(['stands', 'ended']);
  });

  it('ends when nobody listens there', async () => {
    const ear = listen('ws://127.0.0.1:9');
    await ear.until('ended');
    expect(ear.heard).toEqual(['ended']);
  });

  it('ends, and does not throw, for an address that is none', async () => {
    const ear = listen('nonsense');
    expect(ear.heard).toEqual([]);
    await ear.until('ended');
    expect(ear.heard).toEqual(['ended']);
  });

  it('leaves nothing behind and hears nothing more once it was called off', async () => {
    const ear = listen(url);
    await ear.until('stands');
    const gone = once([...server.of('/desktop').sockets.values()][0]!, 'disconnect');
    server.of('/desktop').emit('session', { rev: 1 });
    ear.close();
    await gone;
    expect(ear.heard).toEqual(['stands', 'ended']);
  });
});
