import { userCodeCheck } from '@saoma/protocol';
import type { PhoneDevice, RawAnswer } from '@saoma/testing';
import { WebSocket } from 'ws';
import { startWorld, type World } from '../broker/world.js';
import { type RedisServer, startRedis } from '../servers/redis.js';
import { codeShown } from './bare-page.js';
import { commandsOf } from './redis-commands.js';

/** A well-formed code that nobody has. */
const GUESS = `BBBBBBBBBB${userCodeCheck('BBBBBBBBBB', 'letters')}`;

describe('who is refused costs the store less than who is let in', () => {
  let redis: RedisServer;
  let world: World;
  let phone: PhoneDevice;

  beforeAll(async () => {
    redis = await startRedis();
    world = await startWorld({ redisUrl: redis.url, env: { LIMIT_STARTS_PER_PREFIX: '4' } });
    phone = await world.phone();
    // Keys, scripts and connections are there from then on.
    const desktop = await world.desktop();
    await phone.scan(desktop);
    desktop.close();
  });

  afterAll(async () => {
    await world.close();
    await redis.stop();
  });

  /** Commands that Redis ran for a call which was answered so, those that its scripts ran among them. */
  async function costOf(call: () => Promise<number>, status: number): Promise<number> {
    await redis.command('CONFIG', 'RESETSTAT');
    expect(await call()).toBe(status);
    return [...(await commandsOf(redis)).values()].reduce((sum, calls) => sum + calls, 0);
  }

  const statusOf = async (answer: Promise<RawAnswer | Response>): Promise<number> => (await answer).status;
  const scan = (body: object): Promise<number> => statusOf(phone.call('POST', '/v1/scans', body));
  const command = (id: string, name: string, token: string): Promise<Response> =>
    fetch(`${world.broker.origin}/v1/sessions/${id}/${name}`, {
      method: 'POST',
      headers: { authorization: `Bearer ${token}`, 'content-type': 'application/json' },
      body: '{}',
    });

  it('a scan of no code of ours, of a code that is none any more, and with a token that is none', async () => {
    const { qr, session_id, desktop_token } = await world.session();
    const stale = await costOf(() => scan({ qr: `${qr.url}AAAAAA` }), 404);
    const garbage = await costOf(() => scan({ qr: 'https://example.com/' }), 400);
    const forged = await costOf(
      () => statusOf(phone.call('POST', '/v1/scans', { qr: codeShown(qr) }, { accessToken: 'x.y.z' })),
      401,
    );
    const accepted = await costOf(() => scan({ qr: codeShown(qr) }), 200);
    expect(Math.max(stale, garbage)).toBeLessThan(accepted);
    expect(forged).toBe(0);
    await command(session_id, 'cancel', desktop_token);
  });

  it('a typed code that is wrong; one with a slip; and each once there were too many', async () => {
    const { session_id, desktop_token } = await world.session();
    const made = await command(session_id, 'user-code', desktop_token);
    const { user_code } = (await made.json()) as { user_code: string };
    const slip = await costOf(() => scan({ user_code: GUESS.replace(/V$/, 'B') }), 404);
    const wrong = await costOf(() => scan({ user_code: GUESS }), 404);
    const accepted = await costOf(() => scan({ user_code }), 200);
    for (let time = 0; time < 5; time += 1) await scan({ user_code: GUESS });
    const tooMany = await costOf(() => scan({ user_code: GUESS }), 429);
    expect(slip).toBeLessThan(wrong);
    expect(wrong).toBeLessThan(accepted);
    expect(tooMany).toBeLessThan(wrong);
  });

  it('a start from a foreign origin, and one over the limit: nothing', async () => {
    const { portal, broker } = world;
    const start = async (origin: string): Promise<number> =>
      statusOf(
        fetch(`${broker.origin}/v1/sessions`, {
          method: 'POST',
          headers: { 'content-type': 'application/json', origin },
          body: JSON.stringify(await portal.begin()),
        }),
      );
    const foreign = await costOf(() => start('https://evil.example'), 403);
    const accepted = await costOf(() => start(portal.origin), 201);
    while ((await start(portal.origin)) !== 429);
    expect([foreign, await costOf(() => start(portal.origin), 429)]).toEqual([0, 0]);
    expect(accepted).toBeGreaterThan(0);
  });

  it('a socket with a token that is none, and one from a foreign origin: nothing', async () => {
    const { desktop_token: token } = await world.session();
    const accepted = await costOf(() => handshake({ token, origin: world.portal.origin }), 200);
    expect(accepted).toBeGreaterThan(0);
    expect(await costOf(() => handshake({ token: 'x.y.z', origin: world.portal.origin }), 401)).toBe(0);
    expect(await costOf(() => handshake({ token, origin: 'https://evil.example' }), 403)).toBe(0);
  });

  /** 200 with the first message of the session, else what the handshake was refused with. */
  function handshake({ token, origin }: { token: string; origin: string }): Promise<number> {
    const url = `${world.broker.origin.replace('http', 'ws')}/socket.io/?EIO=4&transport=websocket`;
    const socket = new WebSocket(url, { headers: { origin } });
    return new Promise((resolve) => {
      const settle = (status: number): void => {
        socket.terminate();
        resolve(status);
      };
      socket.on('error', () => undefined);
      socket.once('unexpected-response', (_, { statusCode }) => settle(statusCode ?? 0));
      socket.on('message', (data: Buffer) => {
        const packet = data.toString();
        if (packet.startsWith('0')) socket.send(`40/desktop,${JSON.stringify({ token })}`);
        else if (packet.startsWith('44'))
          settle((JSON.parse(packet.slice(packet.indexOf(',') + 1)) as { data: { status: number } }).data.status);
        else if (packet.startsWith('42')) settle(200);
      });
    });
  }
});
