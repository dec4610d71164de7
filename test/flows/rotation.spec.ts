import { mkdtemp, rm, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import type { StartAnswer } from '@saoma/protocol';
import { decodeProtectedHeader } from 'jose';
import { type KeysFile, makeKeysFile } from '../../src/platform/keys.js';
import { rotated } from '../../src/platform/rotate-keys.js';
import { KEYLESS, startWorld, type World, ZHANG } from '../broker/world.js';
import { until } from '../servers/deadline.js';
import { type RedisServer, startRedis } from '../servers/redis.js';
import { codeOf, redeemOnce } from './token-endpoint.js';

const HOUR_MS = 3_600_000;
const NODES = [0, 1];

describe('keys that are rotated while people sign in, on two nodes', () => {
  let redis: RedisServer;
  let world: World;
  let folder: string;
  let path: string;
  let before: KeysFile;

  beforeAll(async () => {
    redis = await startRedis();
    folder = await mkdtemp(join(tmpdir(), 'saoma-rotation-'));
    path = join(folder, 'keys.json');
    before = await makeKeysFile();
    await writeFile(path, JSON.stringify(before));
    world = await startWorld({ nodes: 2, redisUrl: redis.url, env: { KEYS_FILE: path } });
  });

  afterAll(async () => {
    await world.close();
    await redis.stop();
    await rm(folder, { recursive: true, force: true });
  });

  const published = async (node: number): Promise<(string | undefined)[]> => {
    const answer = await fetch(`${String(world.broker.nodes[node])}/jwks`);
    const { keys } = (await answer.json()) as { keys: { kid?: string }[] };
    return keys.map(({ kid }) => kid).sort();
  };
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

    const file = await rotated(before, Math.floor(Date.now() / 1_000), {
      ringInS: 0,
      signingInS: HOUR_MS / 1_000,
      isStolen: false,
    });
    await writeFile(path, JSON.stringify(file));
    const [fresh, old] = file.signing.map(({ kid }) => kid);
    for (const node of NODES)
      await until(
        'new key at /jwks',
        () => published(node),
        (kids) => kids.includes(fresh),
      );
    for (const node of NODES) {
      expect(await published(node)).toEqual([fresh, old].sort());
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
});
