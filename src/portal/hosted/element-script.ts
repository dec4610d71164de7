import { createHash } from 'node:crypto';
import { readFile } from 'node:fs/promises';
import { createRequire } from 'node:module';
import { promisify } from 'node:util';
import { gzip } from 'node:zlib';
import { Injectable } from '@nestjs/common';

/** The element as it is shipped for pages without a build, which ours is one of. */
interface Script {
  /** By it browsers know that they have this very one. */
  readonly version: string;
  readonly text: Buffer;
  readonly gzipped: Buffer;
}

const VERSION_LENGTH = 16;

/** The element's script, read once. */
@Injectable()
export class ElementScript {
  #script: Promise<Script> | undefined;

  /** @throws Error when the package is there without its build; the next call looks again. */
  read(): Promise<Script> {
    this.#script ??= readScript().catch((error: unknown) => {
      this.#script = undefined;
      throw error;
    });
    return this.#script;
  }
}

async function readScript(): Promise<Script> {
  const text = await readFile(createRequire(import.meta.url).resolve('@saoma/browser/saoma-login.js'));
  const version = createHash('sha256').update(text).digest('base64url').slice(0, VERSION_LENGTH);
  return { version, text, gzipped: await promisify(gzip)(text, { level: 9 }) };
}
