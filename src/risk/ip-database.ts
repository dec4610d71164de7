import { unwatchFile, watchFile } from 'node:fs';
import { readFile } from 'node:fs/promises';
import { Reader, type Response } from 'mmdb-lib';

/** How often the file is looked at. It changes once a week. */
export const LOOK_EVERY_MS = 10_000;

interface Watching {
  /** Hears that the file was read anew, or could not be. */
  readonly onReload: (error?: IpDatabaseMistake) => void;
  readonly lookEveryMs: number;
}

/** A database of addresses cannot be used. */
export class IpDatabaseMistake extends Error {
  override readonly name = 'IpDatabaseMistake';
}

/** What one database file says of addresses. A file that is replaced holds from then on; a broken one changes nothing. */
export class IpDatabase<T extends Response> {
  #reader: Reader<T>;

  private constructor(
    private readonly file: string,
    variable: string,
    reader: Reader<T>,
    { onReload, lookEveryMs }: Watching,
  ) {
    this.#reader = reader;
    // The library's own watching ends the process over a broken file.
    watchFile(file, { interval: lookEveryMs, persistent: false }, () => {
      read<T>(file, variable).then(
        (next) => {
          this.#reader = next;
          onReload();
        },
        (error: unknown) => onReload(error as IpDatabaseMistake),
      );
    });
  }

  /**
   * @param variable names the file where it cannot be used
   * @throws IpDatabaseMistake
   */
  static async open<T extends Response>(file: string, variable: string, watching: Watching): Promise<IpDatabase<T>> {
    return new IpDatabase<T>(file, variable, await read<T>(file, variable), watching);
  }

  /** What the file has on an address; `undefined` when it has nothing, or when that is no address. */
  find(address: string): T | undefined {
    try {
      return this.#reader.get(address) ?? undefined;
    } catch {
      // What is no address, or an entry that cannot be read: nothing is known, and nobody is refused for that.
      return undefined;
    }
  }

  close(): void {
    unwatchFile(this.file);
  }
}

async function read<T extends Response>(file: string, variable: string): Promise<Reader<T>> {
  try {
    return new Reader<T>(await readFile(file));
  } catch (cause) {
    const expected = 'must be the path of a MaxMind DB file (.mmdb), unpacked';
    throw new IpDatabaseMistake(`${variable} ${expected}`, { cause });
  }
}
