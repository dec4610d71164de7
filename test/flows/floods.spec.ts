import { once } from 'node:events';
import { createServer, type Server } from 'node:http';
import { type AddressInfo, connect, type Socket } from 'node:net';
import { HttpAdapterHost } from '@nestjs/core';
import type { Problem, SessionMessage, StartAnswer } from '@saoma/protocol';
import { pino } from 'pino';
import { io } from 'socket.io-client';
import { WebSocket } from 'ws';
import { EventStream } from '../../src/desktop/event-stream.js';
import { httpAdapter } from '../../src/platform/http.js';
import { REQUEST_LIMITS } from '../../src/platform/request-limits.js';
import { startWorld, type World } from '../broker/world.js';

describe('whoever sends too much, too deep, too slowly or without end', () => {
  let world: World;
  let bystander: StartAnswer;

  beforeAll(async () => {
    world = await startWorld();
    bystander = await world.session();
  });

  /** Whatever came in, the session that had nothing to do with it stands as it stood. */
  afterEach(async () => {
    const answer = await fetch(`${world.broker.origin}/v1/sessions/${bystander.session_id}`, {
      headers: { authorization: `Bearer ${bystander.desktop_token}` },
    });
    expect(await answer.json()).toMatchObject({ state: 'pending', rev: 1 });
  });

  afterAll(() => world.close());

  /** What comes back to bytes that are sent as they are, until the other side hangs up. */
  async function answerTo(bytes: string, port = Number(new URL(world.broker.origin).port)): Promise<string> {
    const socket: Socket = connect(port, '127.0.0.1');
    let text = '';
    socket.on('data', (chunk) => (text += chunk.toString())).on('error', () => undefined);
    socket.write(bytes);
    await once(socket, 'close');
    return text;
  }

  it('is waited for as the broker’s own server is set to, whatever the tests below choose', () => {
    const server = world.broker.apps[0]!.get(HttpAdapterHost).httpAdapter.getHttpServer() as Server;
    expect(server).toMatchObject({
      headersTimeout: 10_000,
      requestTimeout: 15_000,
      keepAliveTimeout: 72_000,
      // How often it looks for those that are late.
      connectionsCheckingInterval: 2_000,
    });
  });

  describe('as a body', () => {
    const send = async (body: string): Promise<Problem> => {
      const answer = await fetch(`${world.broker.origin}/v1/sessions`, {
        method: 'POST',
        headers: { 'content-type': 'application/json', origin: world.portal.origin },
        body,
      });
      return (await answer.json()) as Problem;
    };

    it('64 KiB are read, and a byte more is not', async () => {
      const text = (length: number): string => JSON.stringify({ client_id: 'x'.repeat(length - 16) });
      expect(text(65_536)).toHaveLength(65_536);
      expect(await send(text(65_536))).toMatchObject({ status: 400, code: 'invalid_request' });
      expect(await send(text(65_537))).toMatchObject({ status: 413 });
    });

    it.each([
      ['arrays in arrays', `{"a":${'['.repeat(30_000)}${']'.repeat(30_000)}}`, /deeper than 8/],
      ['objects in objects', `${'{"a":'.repeat(9)}1${'}'.repeat(9)}`, /deeper than 8/],
      ['more members than anybody asks for', JSON.stringify({ a: Array(501).fill(0) }), /more than 500/],
      ['a prototype', '{"client_id":"etax","__proto__":{"admin":true}}', /./],
      ['a constructor', '{"client_id":"etax","desktop":{"constructor":1}}', /such a name/],
    ])('%s is invalid_request', async (_, body, detail) => {
      expect(await send(body)).toMatchObject({
        code: 'invalid_request',
        detail: expect.stringMatching(detail) as string,
      });
    });
  });

  describe('before there is a body', () => {
    const tell = (code: string): unknown => expect.stringContaining(`"code":"${code}"`);
    const request = (...lines: string[]): string => `${lines.join('\r\n')}\r\nHost: x\r\nConnection: close\r\n\r\n`;

    it('an address that is too long, and too many headers, are invalid_request', async () => {
      const long = await answerTo(request(`GET /health/live?${'x'.repeat(9_000)} HTTP/1.1`));
      const many = await answerTo(request('GET /health/live HTTP/1.1', ...(Array(120).fill('a: b') as string[])));
      for (const answer of [long, many]) {
        expect(answer).toMatch(/^HTTP\/1.1 400 /);
        expect(answer).toEqual(tell('invalid_request'));
      }
    });

    it('headers that are too long, and bytes that are no HTTP, are told so and cut', async () => {
      const long = await answerTo(request('GET /health/live HTTP/1.1', `a: ${'x'.repeat(20_000)}`));
      const garbage = await answerTo('\u0016\u0003\u0001 this is no HTTP\r\n\r\n');
      for (const answer of [long, garbage]) {
        expect(answer).toMatch(/^HTTP\/1.1 400 /);
        expect(answer).toEqual(tell('invalid_request'));
        expect(answer).toMatch(/^x-content-type-options: nosniff\r$/m);
        expect(answer).not.toContain('xxxx');
      }
      expect(long).toContain('16384 bytes');
    });

    it('who says one thing in two lengths is no HTTP either', async () => {
      const smuggled =
        'POST /token HTTP/1.1\r\nHost: x\r\nContent-Length: 4\r\nTransfer-Encoding: chunked\r\n\r\n0\r\n\r\n';
      expect(await answerTo(smuggled)).toMatch(/^HTTP\/1.1 400 /);
    });

    it('headers and bodies that do not come to their end are waited for, and then no more', async () => {
      const limits = { ...REQUEST_LIMITS, headersMs: 100, requestMs: 200, lookMs: 20 };
      const env = { trustedProxies: [], publicOrigin: world.broker.origin };
      const server = httpAdapter(env, pino({ level: 'silent' }), limits).getInstance();
      server.post('/', () => 'never');
      await server.listen({ port: 0, host: '127.0.0.1' });
      const { port } = server.server.address() as AddressInfo;
      const start = 'POST / HTTP/1.1\r\nHost: x\r\nContent-Type: application/json\r\n';
      const slow = [`${start}A`, `${start}Content-Length: 9\r\n\r\n{`];
      for (const begun of slow) expect(await answerTo(begun, port)).toMatch(/^HTTP\/1.1 408 /);
      await server.close();
    });
  });

  describe('on a socket', () => {
    const url = (): string => `${world.broker.origin.replace('http', 'ws')}/socket.io/?EIO=4&transport=websocket`;
    const hello = (): string => `40/desktop,${JSON.stringify({ token: bystander.desktop_token })}`;

    it.each<[string, (attacker: WebSocket) => void]>([
      ['events', (attacker) => attacker.send('42/desktop,["x"]')],
      ['names of namespaces', (attacker) => attacker.send(`40/n${String(Math.random())},`)],
      ['its introduction', (attacker) => attacker.send(hello())],
      ['answers that nobody asked for', (attacker) => attacker.send('3')],
      ['pings of the WebSocket', (attacker) => attacker.ping()],
      ['pongs of the WebSocket', (attacker) => attacker.pong()],
      ['bytes', (attacker) => attacker.send(Buffer.alloc(8))],
      ['frames of any length', (attacker) => attacker.send('4'.repeat(100_000))],
    ])('who repeats %s is cut, and who only listens is not', async (_, talk) => {
      const listener = io(`${world.broker.origin}/desktop`, {
        transports: ['websocket'],
        auth: { token: bystander.desktop_token },
        forceNew: true,
      });
      await new Promise((resolve) => listener.once('session', resolve));
      const attacker = new WebSocket(url());
      attacker.on('error', () => undefined);
      const closed = once(attacker, 'close');
      await once(attacker, 'message');
      attacker.send(hello());
      for (let times = 0; times < 20; times += 1) talk(attacker);
      await closed;
      expect(listener.connected).toBe(true);
      listener.close();
    });
  });

  it('an event stream that nobody reads is cut before it fills the memory', async () => {
    let most = 0;
    const server = createServer((_request, response) => {
      const stream = new EventStream(response, {});
      const fill = setInterval(() => {
        for (let rev = 0; rev < 200 && !response.destroyed; rev += 1) {
          stream.send({ rev, state: 'pending', text: 'x'.repeat(1_000) } as unknown as SessionMessage);
          most = Math.max(most, response.writableLength);
        }
      }, 1);
      response.once('close', () => {
        clearInterval(fill);
        stream.end();
      });
    });
    await once(server.listen(0, '127.0.0.1'), 'listening');
    const socket = connect((server.address() as AddressInfo).port, '127.0.0.1');
    socket.on('error', () => undefined).pause();
    socket.write('GET / HTTP/1.1\r\nHost: x\r\n\r\n');
    const [, response] = (await once(server, 'request')) as [unknown, NodeJS.EventEmitter];
    await once(response, 'close');
    expect(most).toBeLessThan(200_000);
    socket.destroy();
    server.close();
  });
});
