import { mkdtemp, readdir, readFile, rm, stat, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { keysCommand } from './keys-command.js';
import { type KeysFile, makeKeysFile, parseKeys, toKeys } from './keys.js';
import { LiveKeys } from './live-keys.js';
import { FORMER_DAYS, PAIRWISE_IN_S, RING_IN_S, rotated, SIGNING_IN_S } from './rotate-keys.js';

const NOW_S = 1_800_000_000;
const HOUR_S = 3_600;
const DAY_S = 86_400;
const PLAIN = { ringInS: RING_IN_S, signingInS: SIGNING_IN_S, isStolen: false };
const PAIRWISE = { ...PLAIN, pairwise: { inS: PAIRWISE_IN_S, formerS: FORMER_DAYS * DAY_S } };

type Kind = 'ring' | 'sealing' | 'pairwise' | 'signing';

const kids = (file: KeysFile): Record<Kind, (string | undefined)[]> => {
  const of = (kind: Kind): (string | undefined)[] => (file[kind] ?? []).map(({ kid }) => kid);
  return { ring: of('ring'), sealing: of('sealing'), pairwise: of('pairwise'), signing: of('signing') };
};

/** As files were before `sealing` and `pairwise` were keys of their own. */
const withoutLasting = ({ ring, subject_key, signing }: KeysFile): KeysFile => ({ ring, subject_key, signing });

/** A node whose clock can be moved. */
function nodeWith(file: KeysFile, atS: number) {
  const clock = { s: atS };
  const keys = new LiveKeys(toKeys(file, atS), () => clock.s * 1_000);
  const ring = (): string[] => keys.now().ring.map(({ kid }) => kid);
  const signing = (): (string | undefined)[] => keys.now().signing.map(({ kid }) => kid);
  const sealing = (): string[] => keys.sealing().map(({ kid }) => kid);
  const pairwise = (): string[] => keys.pairwise().map(({ kid }) => kid);
  /** In sessions that began at that moment. */
  const pairwiseAt = (s: number): string[] => keys.pairwiseAt(s * 1_000).map(({ kid }) => kid);
  return { keys, ring, signing, sealing, pairwise, pairwiseAt, at: (s: number) => (clock.s = s) };
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

  it('seals under the new key with the ring’s, and opens under the old one until its last sign-in and that one’s receipts are over', () => {
    const [next = '', last = ''] = kids(after).sealing;
    const node = nodeWith(after, NOW_S);
    expect(node.sealing()).toEqual([last, next]);
    node.at(NOW_S + RING_IN_S);
    expect(node.sealing()).toEqual([next, last]);
    node.at(NOW_S + RING_IN_S + 2 * 720 * HOUR_S - 1);
    expect(node.sealing()).toEqual([next, last]);
    node.at(NOW_S + RING_IN_S + 2 * 720 * HOUR_S);
    expect(node.sealing()).toEqual([next]);
  });

  it('leaves pairwise subjects alone', () => {
    expect(after.pairwise).toEqual(before.pairwise);
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
    expect(stolen.sealing()).toHaveLength(1);
    expect(kids(after).sealing).not.toContain(stolen.sealing()[0]);
    // By those portals know people, and nothing is proved by them.
    expect(stolen.pairwise()).toEqual(kids(before).pairwise);
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
    ['no sealing key', () => JSON.stringify({ ...before, sealing: [] }), /sealing must be a list/],
    ['no pairwise key', () => JSON.stringify({ ...before, pairwise: null }), /pairwise must be a list/],
    [
      'a short pairwise secret',
      () => JSON.stringify({ ...before, pairwise: [{ kid: 'a', secret: 'CANARY' }] }),
      /pairwise\[0\]\.secret must be 32/,
    ],
    [
      'a short subject key',
      () => JSON.stringify({ ...withoutLasting(before), subject_key: 'CANARY' }),
      /: subject_key must be 32/,
    ],
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

describe('a rotation of pairwise subjects', () => {
  const CHANGE_S = NOW_S + PAIRWISE_IN_S;
  let before: KeysFile;
  let after: KeysFile;
  let old: string;
  let fresh: string;

  beforeAll(async () => {
    before = await makeKeysFile();
    after = await rotated(before, NOW_S, PAIRWISE);
    [fresh = '', old = ''] = kids(after).pairwise;
  });

  it('counts for sessions that begin after it: one of before has the key of before wherever and whenever it is asked', () => {
    const node = nodeWith(after, NOW_S);
    expect(node.pairwiseAt(NOW_S)).toEqual([old]);
    node.at(CHANGE_S + HOUR_S);
    expect(node.pairwiseAt(CHANGE_S - 1)).toEqual([old]);
    expect(node.pairwiseAt(CHANGE_S)).toEqual([fresh, old]);
    // A node that has not read the file yet agrees on what is of before.
    expect(nodeWith(before, CHANGE_S).pairwiseAt(CHANGE_S - 1)).toEqual([old]);
  });

  it('takes both where a portal names somebody, from the first moment until the old one’s time is up', () => {
    const node = nodeWith(after, NOW_S);
    expect(node.pairwise()).toEqual([old, fresh]);
    node.at(CHANGE_S + FORMER_DAYS * DAY_S - 1);
    expect(node.pairwise()).toEqual([fresh, old]);
    node.at(CHANGE_S + FORMER_DAYS * DAY_S);
    expect(node.pairwise()).toEqual([fresh]);
    expect(node.pairwiseAt(CHANGE_S + FORMER_DAYS * DAY_S)).toEqual([fresh]);
  });

  it('twice while the first is believed tells both that were before, the latest first', async () => {
    const again = await rotated(after, NOW_S + DAY_S, PAIRWISE);
    const node = nodeWith(again, NOW_S + 2 * DAY_S);
    expect(node.pairwiseAt(NOW_S + 2 * DAY_S)).toEqual([kids(again).pairwise[0], fresh, old]);
    expect(again.pairwise?.[2]?.until).toBe(after.pairwise?.[1]?.until);
  });

  it('also when keys were stolen leaves portals the time to move their accounts', async () => {
    const stolen = await rotated(before, NOW_S, { ...PAIRWISE, isStolen: true });
    expect(nodeWith(stolen, CHANGE_S).pairwiseAt(CHANGE_S)).toEqual([kids(stolen).pairwise[0], old]);
    expect(kids(stolen).pairwise[1]).toBe(old);
  });

  it('may end an old one early; a session of then goes on under the current one', () => {
    const pairwise = (after.pairwise ?? []).map((key) => (key.kid === old ? { ...key, until: CHANGE_S } : key));
    const node = nodeWith({ ...after, pairwise }, CHANGE_S);
    expect([node.pairwise(), node.pairwiseAt(NOW_S)]).toEqual([[fresh], [fresh]]);
  });

  it('is not what a file does that lacks the key by which portals know people: it is refused, and what there was goes on', async () => {
    const node = nodeWith(before, NOW_S);
    const { pairwise = [] } = await makeKeysFile();
    expect(() => node.keys.take(toKeys({ ...before, pairwise }, NOW_S))).toThrow(/pairwise must keep/);
    expect(() => node.keys.take(toKeys(withoutLasting(before), NOW_S))).toThrow(/pairwise must keep/);
    expect(node.pairwise()).toEqual([old]);
    node.keys.take(toKeys(after, NOW_S));
    expect(node.pairwise()).toEqual([old, fresh]);
  });

  it('can be taken back until it counts', () => {
    const node = nodeWith(after, CHANGE_S - 1);
    node.keys.take(toKeys(before, CHANGE_S - 1));
    expect(node.pairwise()).toEqual([old]);
    node.keys.take(toKeys(after, CHANGE_S - 1));
    node.at(CHANGE_S);
    expect(() => node.keys.take(toKeys(before, CHANGE_S))).toThrow(/pairwise must keep/);
  });
});

describe('a file of before sealing and pairwise had keys of their own', () => {
  it('goes on with subject_key as both, and is rotated like any other', async () => {
    const before = withoutLasting(await makeKeysFile());
    const { subjectKey, sealing, pairwise } = toKeys(before, NOW_S);
    const same = { kid: 'subject_key', secret: subjectKey };
    expect([sealing[0]?.key, pairwise[0]?.key]).toEqual([same, same]);

    const plain = await rotated(before, NOW_S, PLAIN);
    const node = nodeWith(before, NOW_S);
    node.keys.take(toKeys(plain, NOW_S));
    expect(node.sealing()).toEqual(['subject_key', plain.sealing?.[0]?.kid]);
    expect(node.pairwise()).toEqual(['subject_key']);

    const all = await rotated(plain, NOW_S + 1, PAIRWISE);
    node.keys.take(toKeys(all, NOW_S));
    expect(node.pairwise()).toEqual(['subject_key', all.pairwise?.[0]?.kid]);
    expect(node.keys.pairwise()[0]).toEqual(same);
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
    const { subjectKey, ring, sealing, pairwise } = parseKeys(out, NOW_S);
    const secrets = [subjectKey, ...[ring, sealing, pairwise].flatMap((keys) => keys.map(({ key }) => key.secret))];
    expect(new Set(secrets.map((secret) => Buffer.from(secret).toString('hex'))).size).toBe(4);
  });

  it('rotates the file in place, for whoever could read it but everybody, and prints names and times only', async () => {
    const { code, out } = await run('rotate', path, '--ring-in', '5');
    expect(code).toBe(0);
    const { ring, sealing = [], pairwise = [], signing } = await file();
    expect([ring.length, sealing.length, pairwise.length, signing.length]).toEqual([2, 2, 1, 2]);
    expect((await stat(path)).mode & 0o777).toBe(0o640);
    expect(await readdir(folder)).toEqual(['keys.json']);
    for (const { kid, secret } of [...ring, ...sealing, ...pairwise]) {
      expect(out).toContain(kid);
      expect(out).not.toContain(secret);
    }
    for (const { d = '' } of signing) expect(out).not.toContain(d);
    expect((await run('show', path)).out).toBe(out);
  });

  it('changes pairwise subjects when it is told to, and gives portals the time that it is told', async () => {
    const said = await run('rotate', path, '--pairwise', '--pairwise-in', '0', '--pairwise-days', '31');
    expect(said.code).toBe(0);
    const [next, last] = (await file()).pairwise ?? [];
    expect((last?.until ?? 0) - (next?.from ?? 0)).toBe(31 * DAY_S);
    expect(said.out.split('\n').filter((line) => line.startsWith('pairwise '))).toHaveLength(2);
  });

  it('shows what a file of before goes by', async () => {
    await writeFile(path, JSON.stringify(withoutLasting(await file())));
    const { out } = await run('show', path);
    expect(out).toMatch(/^sealing +subject_key +from - +until -$/m);
    expect(out).toMatch(/^pairwise +subject_key +from - +until -$/m);
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
    [['rotate', 'keys.json', '--pairwise-in', '5']],
    [['rotate', 'keys.json', '--pairwise-days', '90']],
    [['rotate', 'keys.json', '--pairwise', '--pairwise-days', '30']],
    [['rotate', 'keys.json', '--pairwise', '--pairwise-days', 'long']],
    [['rotate', 'keys.json', '--pairwise', '--pairwise-in', 'soon']],
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
