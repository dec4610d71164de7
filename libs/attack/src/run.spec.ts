import { createServer, type Server } from 'node:http';
import type { AddressInfo } from 'node:net';
import type { Attack } from './attack.js';
import { makeKit, openKit } from './kit.js';
import { RawSocket } from './listen.js';
import { runAttacks, type Result } from './run.js';
import type { Target } from './target.js';

describe('An attack', () => {
  let server: Server;
  let origin: string;
  let seen: string[];

  beforeEach(async () => {
    seen = [];
    server = createServer((request, response) => {
      seen.push(request.url ?? '');
      response.writeHead(200, { 'content-type': 'application/json' }).end('{}');
    });
    server.on('upgrade', (_, socket) => {
      seen.push('socket');
      socket.destroy();
    });
    await new Promise<void>((resolve) => server.listen(0, '127.0.0.1', resolve));
    origin = `http://127.0.0.1:${(server.address() as AddressInfo).port}`;
  });

  afterEach(async () => {
    server.closeAllConnections();
    await new Promise((closed) => server.close(closed));
  });

  /** What comes of an attack that declares so many requests. */
  async function run(requests: number, attack: (target: Target) => Promise<void>): Promise<Result | undefined> {
    const kit = await openKit((await makeKit(origin)).kit, origin);
    const one: Attack = {
      ...{ id: 'greedy', title: 'Take more', about: 'It takes more.', source: 'none', needs: [], requests },
      run: async (target) => {
        await attack(target);
        return { outcome: 'withstood' };
      },
    };
    const [result] = await runAttacks([one], { origin, kit });
    return result;
  }

  const look = (target: Target, path: string): Promise<unknown> => target.call('GET', path);

  it('may make what it declares, and is said to have', async () => {
    const result = await run(2, async (target) => {
      for (const path of ['/1', '/2']) await look(target, path);
    });
    expect(result).toMatchObject({ verdict: { outcome: 'withstood' }, requests: 2 });
  });

  it('is cut off when it goes beyond, though it takes no notice', async () => {
    const result = await run(2, async (target) => {
      for (const path of ['/1', '/2', '/3', '/4']) await look(target, path).catch(() => undefined);
    });
    expect(result?.verdict).toEqual({
      outcome: 'not_run',
      missing: 'it broke off: it went beyond the 2 requests that it says it makes at most',
    });
    expect(result?.requests).toBe(2);
    expect(seen).toEqual(['/1', '/2']);
  });

  it.each<[string, (target: Target) => Promise<unknown>]>([
    ['a phone', async (target) => (await target.phone()).requests()],
    ['a portal’s backend', (target) => target.portal.startSession()],
    ['a socket', (target) => RawSocket.open(target).opened()],
  ])('is cut off where it sends by %s, too', async (_, send) => {
    const result = await run(1, async (target) => {
      await look(target, '/1');
      await send(target);
    });
    expect(result?.verdict).toMatchObject({ outcome: 'not_run', missing: expect.stringContaining('beyond the 1') });
    expect(seen).toEqual(['/1']);
  });
});
