import { mkdtemp, readdir, readFile, rm, stat, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { keysCommand } from './keys-command.js';
import { type KeysFile, makeKeysFile, parseKeys, toKeys } from './keys.js';
import { LiveKeys } from './live-keys.js';
import { RING_IN_S, rotated, SIGNING_IN_S } from './rotate-keys.js';

const NOW_S = 1_800_000_000;
const HOUR_S = 3_600;
const PLAIN = { ringInS: RING_IN_S, signingInS: SIGNING_IN_S, isStolen: false };

const kids = ({ ring, signing }: KeysFile): Record<'ring' | 'signing', (string | undefined)[]> => ({
  ring: ring.map(({ kid }) => kid),
  signing: signing.map(({ kid }) => kid),
});

/** A node whose clock can be moved. */
function nodeWith(file: KeysFile, atS: number) {
  const clock = { s: atS };
  const keys = new LiveKeys(toKeys(file, atS), () => clock.s * 1_000);
  const ring = (): string[] => keys.now().ring.map(({ kid }) => kid);
  const signing = (): (string | undefined)[] => keys.now().signing.map(({ kid }) => kid);
  return { keys, ring, signing, at: (s: number) => (clock.s = s) };
}

describe('a rotation of keys', () => {
  let before: KeysFile;
  let after: KeysFile;
  let old: string;
  let fresh: string;

  beforeAll(async () => {
    before = await makeKeysFile();
    after = await rotated(before, NOW_S, PLAIN);
    [old = '', fresh = ''] = [before.ring[0]?.kid, after.ring[0]?.kid];
  });

  it('changes nothing at once: nodes that have read the file and nodes that have not make the same', () => {
    const [early, late] = [nodeWith(before, NOW_S), nodeWith(before, NOW_S)];
    early.keys.take(toKeys(after, NOW_S));
    expect([early.ring()[0], late.ring()[0]]).toEqual([old, old]);
    late.at(NOW_S + RING_IN_S - 1);
    late.keys.take(toKeys(after, NOW_S));
    for (const node of [early, late]) {
      node.at(NOW_S + RING_IN_S - 1);
      // What a node makes whose clock is ahead is believed already.
      expect(node.ring()).toEqual([old, fresh]);
      node.at(NOW_S + RING_IN_S);
      expect(node.ring()).toEqual([fresh, old]);
    }
  });

  it('believes the old key of the ring for as long as a session lives, and not a moment longer', () => {
    const node = nodeWith(after, NOW_S);
    node.at(NOW_S + RING_IN_S + 15 * 60 - 1);
    expect(node.ring()).toEqual([fresh, old]);
    node.at(NOW_S + RING_IN_S + 15 * 60);
    expect(node.ring()).toEqual([fresh]);
  });

  it('publishes a signing key before it signs, and the old one as long as an ID token may be shown again', () => {
    const { signing } = kids(after);
    const [next, last] = signing;
    const node = nodeWith(after, NOW_S);
    expect(node.signing()).toEqual([last, next]);
    node.at(NOW_S + SIGNING_IN_S);
    expect(node.signing()).toEqual([next, last]);
    node.at(NOW_S + SIGNING_IN_S + 720 * HOUR_S);
    expect(node.signing()).toEqual([next]);
    expect(JSON.stringify(node.keys.now().signing)).not.toMatch(/from|until/);
  });

  it('drops what is over at the next one, and never touches the subject key', async () => {
    const second = await rotated(after, NOW_S + 2 * HOUR_S, PLAIN);
    expect(second.ring).toHaveLength(2);
    expect(kids(second).ring).not.toContain(old);
    expect(second.signing).toHaveLength(3);
    const third = await rotated(second, NOW_S + 2_000 * HOUR_S, PLAIN);
    expect(kids(third).signing).not.toContain(before.signing[0]?.kid);
    expect(third.subject_key).toBe(before.subject_key);
  });

  it('twice in a row leaves every session its key', async () => {
    const again = await rotated(after, NOW_S + 1, PLAIN);
    const node = nodeWith(again, NOW_S + 1);
    expect(node.ring()[0]).toBe(old);
    node.at(NOW_S + RING_IN_S);
    expect(node.ring()[0]).toBe(fresh);
    node.at(NOW_S + 1 + RING_IN_S);
    expect(node.ring()).toEqual([again.ring[0]?.kid, fresh, old]);
  });

  it('of stolen keys believes none of them any more', async () => {
    const stolen = nodeWith(await rotated(after, NOW_S, { ...PLAIN, isStolen: true }), NOW_S);
    expect(stolen.ring()).not.toContain(old);
    expect(stolen.ring()).toHaveLength(1);
    expect(stolen.signing()).toHaveLength(1);
  });

  it('is the same object until something changes, so that nothing is made anew for nothing', () => {
    const node = nodeWith(after, NOW_S);
    const keys = node.keys.now();
    node.at(NOW_S + RING_IN_S - 1);
    expect(node.keys.now()).toBe(keys);
    node.at(NOW_S + RING_IN_S);
    expect(node.keys.now()).not.toBe(keys);
  });

  it.each([
    ['no JSON', () => '{', /readable JSON/],
    ['nothing', () => 'null', /ring must be a list/],
    ['an empty ring', () => JSON.stringify({ ...before, ring: [] }), /ring must be a list/],
    ['a key that is none', () => JSON.stringify({ ...before, ring: [null] }), /ring\[0\] must be an object/],
    [
      'a short secret',
      () => JSON.stringify({ ...before, ring: [{ kid: 'a', secret: 'CANARY' }] }),
      /secret must be 32/,
    ],
    ['a time that is none', () => JSON.stringify({ ...before, ring: [{ ...before.ring[0], from: 'CANARY' }] }), /from/],
    ['a kid twice', () => JSON.stringify({ ...before, ring: [before.ring[0], before.ring[0]] }), /one kid/],
    ['keys to come only', () => JSON.stringify({ ...before, ring: [after.ring[0]] }), /has begun/],
    [
      'keys that are over',
      () => JSON.stringify({ ...before, signing: [{ ...before.signing[0], until: 1 }] }),
      /not over/,
    ],
  ])('%s in the file is a mistake that tells no value', (_, text, expected) => {
    const read = (): unknown => parseKeys(text(), NOW_S);
    expect(read).toThrow(expected);
    expect(read).not.toThrow(/CANARY/);
  });

  it('another subject key is refused while the broker runs, and what there was goes on', async () => {
    const node = nodeWith(after, NOW_S);
    const other = await makeKeysFile();
    expect(() => node.keys.take(toKeys({ ...after, subject_key: other.subject_key }, NOW_S))).toThrow(/must stay/);
    expect(node.ring()).toEqual([old, fresh]);
  });
});

describe('the command', () => {
  let folder: string;
  let path: string;

  beforeEach(async () => {
    folder = await mkdtemp(join(tmpdir(), 'saoma-keys-'));
    path = join(folder, 'keys.json');
    await writeFile(path, JSON.stringify(await makeKeysFile()), { mode: 0o644 });
  });

  afterEach(() => rm(folder, { recursive: true, force: true }));

  async function run(...args: string[]) {
    const said = { out: '', err: '' };
    const code = await keysCommand(args, {
      stdout: { write: (text) => (said.out += text) },
      stderr: { write: (text) => (said.err += text) },
    });
    return { code, ...said };
  }
  const file = async (): Promise<KeysFile> => JSON.parse(await readFile(path, 'utf8')) as KeysFile;

  it('makes a file that a broker can use', async () => {
    const { code, out } = await run();
    expect(code).toBe(0);
    expect(parseKeys(out, NOW_S).ring).toHaveLength(1);
  });

  it('rotates the file in place, for its owner alone to read, and prints names and times only', async () => {
    const { code, out } = await run('rotate', path, '--ring-in', '5');
    expect(code).toBe(0);
    const { ring, signing } = await file();
    expect([ring.length, signing.length]).toEqual([2, 2]);
    expect((await stat(path)).mode & 0o777).toBe(0o600);
    expect(await readdir(folder)).toEqual(['keys.json']);
    for (const { kid, secret } of ring) {
      expect(out).toContain(kid);
      expect(out).not.toContain(secret);
    }
    for (const { d = '' } of signing) expect(out).not.toContain(d);
    expect((await run('show', path)).out).toBe(out);
  });

  it('leaves the file as it was when it cannot be used, or is being rotated', async () => {
    await writeFile(path, '{"ring":"CANARY"}');
    const broken = await run('rotate', path);
    expect(broken).toMatchObject({ code: 1, out: '' });
    expect(broken.err).not.toContain('CANARY');
    expect(await readFile(path, 'utf8')).toBe('{"ring":"CANARY"}');
    await writeFile(`${path}.rotating`, '');
    const busy = await run('rotate', path);
    expect(busy.code).toBe(2);
    expect(busy.err).toContain('another rotation');
    expect(await readdir(folder)).toEqual(['keys.json', 'keys.json.rotating']);
  });

  it.each([
    [['turn', 'keys.json']],
    [['rotate']],
    [['rotate', 'keys.json', '--ring-in', 'soon']],
    [['rotate', 'keys.json', '--force']],
  ])('%j is told how it is used', async (args) => {
    const { code, out, err } = await run(...args);
    expect({ code, out }).toEqual({ code: 2, out: '' });
    expect(err).toContain('Usage:');
  });

  it('does what docs/operate.md says of it', async () => {
    const page = await readFile('docs/operate.md', 'utf8');
    const lines = [...page.matchAll(/^npm run --silent keys -- (.*?)(?: +#.*)?$/gm)].map(([, args = '']) => args);
    expect(lines.length).toBeGreaterThanOrEqual(3);
    for (const line of lines) {
      const { code, err } = await run(...line.replace('/etc/saoma/keys/keys.json', path).split(' '));
      expect({ line, code, err }).toEqual({ line, code: 0, err: '' });
    }
  });
});
