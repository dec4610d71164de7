import { readFileSync } from 'node:fs';
import { readFile } from 'node:fs/promises';
import type { Logger } from 'pino';
import { KeysMistake, makeKeysFile, parseKeys, toKeys } from './keys.js';
import { LiveKeys } from './live-keys.js';

const POLL_MS = 2_000;

const UNREADABLE = 'KEYS_FILE must name a readable JSON file; "npm run keys > keys.json" makes one';

interface KeysFileOptions {
  readonly nowMs: () => number;
  /** Told of every change of the file: with what is wrong with it, if it cannot be used. Never a value. */
  readonly onReload: (mistake?: string) => void;
  readonly pollMs?: number;
}

/** Keys that change when their file does. A file that cannot be used changes nothing. */
export interface WatchedKeys {
  readonly keys: LiveKeys;
  close(): void;
}

/**
 * The keys of the file, and its changes told to the log; without one, keys that are made now and end with the process.
 * @throws KeysMistake
 */
export async function openKeys(path: string | undefined, nowMs: () => number, logger: Logger): Promise<WatchedKeys> {
  if (path === undefined) {
    const made = toKeys(await makeKeysFile(), nowMs() / 1_000);
    return { keys: new LiveKeys(made, nowMs), close: () => undefined };
  }
  const onReload = (mistake?: string): void => {
    if (mistake === undefined) logger.info('the keys changed and were read anew');
    else logger.error({ mistake }, 'the keys changed and cannot be used: the old ones stay');
  };
  return watchKeys(path, { nowMs, onReload });
}

/**
 * Reads the keys and keeps looking at their file.
 * @throws KeysMistake when it cannot be used at first
 */
export function watchKeys(path: string, { nowMs, onReload, pollMs = POLL_MS }: KeysFileOptions): WatchedKeys {
  let text = readAtStart(path);
  const keys = new LiveKeys(parseKeys(text, nowMs() / 1_000), nowMs);
  let isClosed = false;
  let timer: NodeJS.Timeout;
  const look = async (): Promise<void> => {
    const read = await readFile(path, 'utf8').catch(() => '');
    if (isClosed) return;
    if (read !== text) {
      text = read;
      onReload(take(keys, text, nowMs));
    }
    lookAgain();
  };
  const lookAgain = (): void => {
    timer = setTimeout(() => void look(), pollMs).unref();
  };
  lookAgain();
  return {
    keys,
    close: () => {
      isClosed = true;
      clearTimeout(timer);
    },
  };
}

function take(keys: LiveKeys, text: string, nowMs: () => number): string | undefined {
  try {
    keys.take(parseKeys(text, nowMs() / 1_000));
    return undefined;
  } catch (error) {
    return error instanceof KeysMistake ? error.message : 'the file cannot be used';
  }
}

function readAtStart(path: string): string {
  try {
    return readFileSync(path, 'utf8');
  } catch {
    throw new KeysMistake(UNREADABLE);
  }
}
