import type { StartAnswer } from '@saoma/protocol';
import { decodeProtectedHeader } from 'jose';
import type { KeysFile } from '../../src/platform/keys.js';
import { KEYLESS, LI, startWorld, type World, ZHANG } from '../broker/world.js';
import { until } from '../servers/deadline.js';
import { type RedisServer, startRedis } from '../servers/redis.js';
import { KeysUnderWatch, published } from './keys-under-watch.js';
import { codeOf, redeemOnce } from './token-endpoint.js';

const HOUR_MS = 3_600_000;
const NODES = [0, 1];

describe('keys that are rotated while people sign in, on two nodes', () => {
  let redis: RedisServer;
  let world: World;
  let keys: KeysUnderWatch;
  let before: KeysFile;

  beforeAll(async () => {
    redis = await startRedis();
    keys = await KeysUnderWatch.make();
    before = keys.file;
    world = await startWorld({ nodes: 2, redisUrl: redis.url, env: { KEYS_FILE: keys.path } });
  });

  afterAll(async () => {
    await world.close();
    await redis.stop();
    await keys.remove();
  });

  const read = ({ session_id, desktop_token }: StartAnswer, node: number): Promise<number> =>
    fetch(`${String(world.broker.nodes[node])}/v1/sessions/${session_id}`, {
      headers: { authorization: `Bearer ${desktop_token}` },
    }).then(({ status }) => status);
  const kidOf = (token: string): string | undefined => decodeProtectedHeader(token).kid;
  const signedWith = async (): Promise<string | undefined> => {
    const desktop = await world.desktop(0, KEYLESS);
    await (await world.phone(ZHANG, 1)).signIn(desktop);
    const { body } = await redeemOnce(String(world.broker.nodes[1]), codeOf(world.portal, await desktop.landing()));
    desktop.close();
    return kidOf(body.id_token);
  };

  it('end nobody’s sign-in, and are in force everywhere', async () => {
    const desktop = await world.desktop(0, KEYLESS);
    expect(kidOf(desktop.answer.desktop_token)).toBe(before.ring[0]?.kid);

    await keys.rotate(world.broker.nodes, Date.now(), { signingInS: HOUR_MS / 1_000 });
    const { file } = keys;
    const [fresh, old] = file.signing.map(({ kid }) => kid);
    for (const node of NODES) {
      expect(await published(String(world.broker.nodes[node]))).toEqual([fresh, old].sort());
      expect(kidOf((await world.session(node)).desktop_token)).toBe(file.ring[0]?.kid);
      // Nobody outside learns when keys change.
      expect(await (await fetch(`${String(world.broker.nodes[node])}/jwks`)).text()).not.toMatch(/from|until|"d"/);
    }

    // Begun before, on one node; scanned, approved and redeemed after, on the other.
    const phone = await world.phone(ZHANG, 1);
    await phone.scan(desktop);
    await expect(phone.approve()).resolves.toMatchObject({ state: 'approved' });
    const { status, body } = await redeemOnce(
      String(world.broker.nodes[1]),
      codeOf(world.portal, await desktop.landing()),
    );
    expect([status, kidOf(body.id_token)]).toEqual([200, old]);
    desktop.close();

    // That a session is over is told to its page; that the key of its token is, with 401.
    const [last, next] = [desktop.answer, await world.session()];
    expect(await read(last, 0)).not.toBe(401);
    world.broker.shiftTime(HOUR_MS);
    for (const node of NODES) {
      expect(await read(last, node)).toBe(401);
      expect(await read(next, node)).toBe(200);
    }
    expect(await signedWith()).toBe(fresh);
  });

  it('that are stolen end what is in flight, clearly, and nobody is kept from saying no', async () => {
    const [desktop, other] = [await world.desktop(0, KEYLESS), await world.desktop(1, KEYLESS)];
    const [phone, doubter] = [await world.phone(ZHANG, 1), await world.phone(LI, 1)];
    await phone.scan(desktop);
    await doubter.scan(other);
    await keys.rotate(world.broker.nodes, Date.now() + HOUR_MS, { isStolen: true });
    await until(
      'the old ring to count no more',
      () => read(desktop.answer, 1),
      (status) => status === 401,
    );
    await expect(phone.approve()).rejects.toMatchObject({ code: 'expired_token' });
    await expect(phone.read()).rejects.toMatchObject({ code: 'expired_token' });
    await expect(phone.requests()).resolves.toMatchObject({ requests: [] });
    await expect(doubter.deny()).resolves.toMatchObject({ state: 'denied' });
    await other.until('denied');
    for (const one of [desktop, other]) one.close();
    expect(await signedWith()).toBe(keys.file.signing[0]?.kid);
  });
});
