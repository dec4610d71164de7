import { mkdtemp, readFile, rename, rm, symlink, truncate, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { RegistryMistakes } from './mistakes.js';
import { RegistryFile, type Reload } from './registry-file.js';

/** The example of the documentation, with another name for its first portal. */
async function registry(clientId: string): Promise<string> {
  const [, example = ''] = /```yaml\n([^]*?)```/.exec(await readFile('docs/registry.md', 'utf8')) ?? [];
  return example.replace('client_id: etax', `client_id: ${clientId}`);
}

/** Reloads in the order in which they came, each handed out once. */
class Reloads {
  readonly #waiting: ((reload: Reload) => void)[] = [];
  readonly seen: Reload[] = [];

  readonly push = (reload: Reload): void => {
    const next = this.#waiting.shift();
    if (next) next(reload);
    else this.seen.push(reload);
  };

  next(): Promise<Reload> {
    const seen = this.seen.shift();
    return seen ? Promise.resolve(seen) : new Promise((resolve) => this.#waiting.push(resolve));
  }
}

describe('the registry in a file', () => {
  let folder: string;
  let path: string;
  let reloads: Reloads;
  let opened: RegistryFile[];

  beforeEach(async () => {
    folder = await mkdtemp(join(tmpdir(), 'registry-'));
    path = join(folder, 'registry.yaml');
    reloads = new Reloads();
    opened = [];
  });

  afterEach(async () => {
    opened.forEach((file) => file.close());
    await rm(folder, { recursive: true });
  });

  async function open(): Promise<RegistryFile> {
    const file = await RegistryFile.open(path, { onReload: reloads.push, pollMs: 5 });
    opened.push(file);
    return file;
  }

  it('is looked up by client id, issuer and origin, and lists who runs it', async () => {
    await writeFile(path, await registry('etax'));
    const file = await open();
    expect(file.portal('etax')?.trustedApps).toEqual(['https://app.etax.example.cn', 'https://income-tax.example.cn']);
    expect(file.portal('toString')).toBeUndefined();
    expect(file.app('https://app.etax.example.cn')?.appId).toBe('etax-app');
    expect(file.app('etax-app')).toBeUndefined();
    expect(file.apps().map(({ appId }) => appId)).toEqual(['etax-app', 'income-tax-app', 'etax-mini', 'etax-line']);
    expect(file.operators().map(({ operatorId }) => operatorId)).toEqual(['li.na']);
    expect([file.hasOrigin('https://etax.example.cn'), file.hasOrigin('https://evil.example')]).toEqual([true, false]);
  });

  it('holds from the moment it is changed, without a restart', async () => {
    await writeFile(path, await registry('before'));
    const file = await open();
    await writeFile(path, await registry('behind'));
    // What is written over in place may be seen when half of it is there.
    while (!(await reloads.next()).ok) expect(file.portal('before')).toBeDefined();
    expect([file.portal('before'), file.portal('behind')?.clientId]).toEqual([undefined, 'behind']);
  });

  it('is read again when another file is renamed onto it', async () => {
    await writeFile(path, await registry('before'));
    const file = await open();
    await writeFile(join(folder, 'new'), await registry('after'));
    await rename(join(folder, 'new'), path);
    expect(await reloads.next()).toEqual({ ok: true });
    expect(file.portal('after')).toBeDefined();
  });

  it('is read again when the symbolic link it is reached by is swapped', async () => {
    await writeFile(join(folder, 'one'), await registry('before'));
    await writeFile(join(folder, 'two'), await registry('after'));
    await symlink('one', path);
    const file = await open();
    await symlink('two', join(folder, 'link'));
    await rename(join(folder, 'link'), path);
    expect(await reloads.next()).toEqual({ ok: true });
    expect(file.portal('after')).toBeDefined();
  });

  it('holds on when the new one is broken, says so once, and takes the next good one', async () => {
    await writeFile(path, await registry('before'));
    const file = await open();
    await writeFile(join(folder, 'new'), 'portals: CANARY\n');
    await rename(join(folder, 'new'), path);
    const broken = await reloads.next();
    expect(broken.ok ? '' : broken.error.message).toContain('portals: must be a list');
    expect(broken.ok ? '' : broken.error.message).not.toContain('CANARY');
    expect(file.portal('before')).toBeDefined();

    await writeFile(join(folder, 'new'), await registry('after'));
    await rename(join(folder, 'new'), path);
    expect(await reloads.next()).toEqual({ ok: true });
    expect(file.portal('after')).toBeDefined();
    expect(reloads.seen).toEqual([]);
  });

  it('holds on when the file is gone, and takes it when it is back', async () => {
    await writeFile(path, await registry('before'));
    const file = await open();
    await rm(path);
    const gone = await reloads.next();
    expect(gone.ok ? [] : gone.error.mistakes).toEqual([
      { path: 'file', expected: 'must be there and readable (ENOENT)' },
    ]);
    expect(file.portal('before')).toBeDefined();
    await writeFile(join(folder, 'new'), await registry('before'));
    await rename(join(folder, 'new'), path);
    expect(await reloads.next()).toEqual({ ok: true });
  });

  it('is not looked at any more once it is closed', async () => {
    await writeFile(path, await registry('before'));
    const [closed, open_] = [await open(), await open()];
    closed.close();
    await writeFile(join(folder, 'new'), await registry('after'));
    await rename(join(folder, 'new'), path);
    expect(await reloads.next()).toEqual({ ok: true });
    expect(open_.portal('after')).toBeDefined();
    expect(closed.portal('before')).toBeDefined();
  });

  it('stays closed when it is closed while it is being read again', async () => {
    await writeFile(path, await registry('before'));
    let reloaded = 0;
    const closing = await RegistryFile.open(path, {
      pollMs: 1,
      onReload: () => {
        reloaded += 1;
        closing.close();
      },
    });
    opened.push(closing);
    // Another one, slower, sees each change after this one would have seen it.
    await open();
    for (const name of ['one', 'two', 'three']) {
      await writeFile(join(folder, 'new'), await registry(name));
      await rename(join(folder, 'new'), path);
      await reloads.next();
    }
    expect(reloaded).toBe(1);
  });

  it.each<[string, () => Promise<void>, string]>([
    ['missing', async () => undefined, 'must be there and readable (ENOENT)'],
    ['empty', () => writeFile(path, ''), 'must be a mapping with portals and apps'],
    ['not text', () => writeFile(path, Buffer.from([0xff, 0xfe, 0x00])), 'must be UTF-8 text'],
    [
      'far too large',
      () => writeFile(path, '').then(() => truncate(path, 4 * 1024 * 1024 + 1)),
      'must have at most 4 MB',
    ],
    ['a folder', () => symlink('.', path), 'must be a file'],
  ])('is refused at start when it is %s', async (_, prepare, expected) => {
    await prepare();
    const refused = open();
    await expect(refused).rejects.toBeInstanceOf(RegistryMistakes);
    await expect(refused).rejects.toMatchObject({ file: path, mistakes: [{ path: 'file', expected }] });
  });
});
