import { mkdtemp, rm, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { type KeysFile, makeKeysFile } from '../../src/platform/keys.js';
import { rotated, type Rotation } from '../../src/platform/rotate-keys.js';
import { until } from '../servers/deadline.js';

/** A keys file that a broker's nodes look at. */
export class KeysUnderWatch {
  private constructor(
    private readonly folder: string,
    /** `KEYS_FILE` */
    readonly path: string,
    /** What stands in it. */
    public file: KeysFile,
  ) {}

  /** @param file absent: new keys */
  static async make(file?: KeysFile): Promise<KeysUnderWatch> {
    const folder = await mkdtemp(join(tmpdir(), 'saoma-keys-'));
    const keys = new KeysUnderWatch(folder, join(folder, 'keys.json'), file ?? (await makeKeysFile()));
    await keys.#write();
    return keys;
  }

  /** As the command does it, at a moment of the broker's clock; resolves once every node has read the file. */
  async rotate(nodes: readonly string[], atMs: number, how: Partial<Rotation> = {}): Promise<void> {
    const rotation = { ringInS: 0, signingInS: 0, isStolen: false, ...how };
    this.file = await rotated(this.file, Math.floor(atMs / 1_000), rotation);
    await this.#write();
    // What is in the file of other keys shows nowhere; of these the new one is published at once.
    const fresh = this.file.signing[0]?.kid;
    for (const node of nodes) {
      await until(
        'new key at /jwks',
        () => published(node),
        (kids) => kids.includes(fresh),
      );
    }
  }

  remove(): Promise<void> {
    return rm(this.folder, { recursive: true, force: true });
  }

  #write(): Promise<void> {
    return writeFile(this.path, JSON.stringify(this.file), { mode: 0o600 });
  }
}

/** The names of the keys at a node's `/jwks`. */
export async function published(node: string): Promise<readonly (string | undefined)[]> {
  const { keys } = (await (await fetch(`${node}/jwks`)).json()) as { keys: { kid?: string }[] };
  return keys.map(({ kid }) => kid).sort();
}
