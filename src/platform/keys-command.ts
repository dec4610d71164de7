import {
  chownSync,
  closeSync,
  fchmodSync,
  fsyncSync,
  openSync,
  readFileSync,
  realpathSync,
  renameSync,
  rmSync,
  statSync,
  writeSync,
} from 'node:fs';
import { parseArgs } from 'node:util';
import { entriesOf, type KeysFile, KeysMistake, makeKeysFile, parseKeys, type Times } from './keys.js';
import {
  FORMER_DAYS,
  LEAST_FORMER_DAYS,
  PAIRWISE_IN_S,
  type PairwiseRotation,
  RING_IN_S,
  rotated,
  type Rotation,
  SIGNING_IN_S,
} from './rotate-keys.js';

const USAGE = `Usage:
  npm run --silent keys > keys.json     new keys; nothing else prints a secret
  npm run keys -- rotate keys.json      a new key of each kind, in the file; nodes take it without a restart
      --ring-in SECONDS                 when new sessions have it: when every node has the file (${String(RING_IN_S)})
      --signing-in SECONDS              when tokens are signed with it: when portals have fetched /jwks (${String(SIGNING_IN_S)})
      --pairwise                        pairwise subs change too: portals must move their accounts (former_sub)
      --pairwise-in SECONDS             when the new subs are told: when every node has the file (${String(PAIRWISE_IN_S)})
      --pairwise-days DAYS              how long portals have for it, ${String(LEAST_FORMER_DAYS)} or more (${String(FORMER_DAYS)})
      --stolen                          the old keys count no more, at once; people sign in again
  npm run keys -- show keys.json        which keys there are and when they count; no secret
`;

/** A command that cannot be run as it was written. */
class UsageMistake extends Error {
  override readonly name = 'UsageMistake';
}

const DAY_S = 86_400;

const nowS = (): number => Math.floor(Date.now() / 1_000);

type Say = (text: string) => unknown;

interface Streams {
  readonly stdout: { readonly write: Say };
  readonly stderr: { readonly write: Say };
}

/** Makes, rotates and shows the broker's keys. Resolves to the exit code: 1 when the file is wrong, 2 when the command is. */
export async function keysCommand(args: readonly string[], { stdout, stderr }: Streams): Promise<0 | 1 | 2> {
  try {
    await run(args, (text) => stdout.write(text));
    return 0;
  } catch (error) {
    const isUsage = error instanceof UsageMistake;
    const { code } = error as NodeJS.ErrnoException;
    const isOurs = isUsage || error instanceof KeysMistake;
    stderr.write(`${isOurs ? error.message : `the file cannot be used (${code ?? 'unknown reason'})`}\n`);
    if (isUsage) stderr.write(USAGE);
    return isUsage ? 2 : 1;
  }
}

async function run(args: readonly string[], say: Say): Promise<void> {
  const { positionals, values } = readArguments(args);
  if (values.pairwise !== true && (values['pairwise-in'] ?? values['pairwise-days']) !== undefined) {
    throw new UsageMistake('--pairwise-in and --pairwise-days go with --pairwise');
  }
  const [command, path, ...rest] = positionals;
  if (command === undefined) {
    say(`${JSON.stringify(await makeKeysFile(), null, 2)}\n`);
  } else if (command === 'rotate' && path !== undefined && rest.length === 0) {
    const next = await rotate(path, {
      ringInS: secondsOf(values['ring-in'], 'ring-in', RING_IN_S),
      signingInS: secondsOf(values['signing-in'], 'signing-in', SIGNING_IN_S),
      isStolen: values.stolen === true,
      ...(values.pairwise === true && {
        pairwise: pairwiseOf(values['pairwise-in'], values['pairwise-days']),
      }),
    });
    say(described(next));
  } else if (command === 'show' && path !== undefined && rest.length === 0) {
    say(described(read(path)));
  } else {
    throw new UsageMistake('say rotate or show, and the file');
  }
}

function readArguments(args: readonly string[]) {
  try {
    const texts = { type: 'string' } as const;
    const flag = { type: 'boolean' } as const;
    const pairwise = { pairwise: flag, 'pairwise-in': texts, 'pairwise-days': texts };
    const options = { 'ring-in': texts, 'signing-in': texts, ...pairwise, stolen: flag };
    return parseArgs({ args: [...args], options, allowPositionals: true });
  } catch (error) {
    throw new UsageMistake(error instanceof Error ? error.message : 'the arguments cannot be read');
  }
}

function secondsOf(text: string | undefined, name: string, otherwise: number): number {
  if (text === undefined) return otherwise;
  if (/^\d{1,7}$/.test(text)) return Number(text);
  throw new UsageMistake(`--${name} must be a whole number of seconds`);
}

function pairwiseOf(inS: string | undefined, days: string | undefined): PairwiseRotation {
  const formerDays = days === undefined ? FORMER_DAYS : Number(/^\d{1,4}$/.exec(days)?.[0]);
  if (!(formerDays >= LEAST_FORMER_DAYS)) {
    throw new UsageMistake(`--pairwise-days must be a whole number of days, ${String(LEAST_FORMER_DAYS)} or more`);
  }
  return { inS: secondsOf(inS, 'pairwise-in', PAIRWISE_IN_S), formerS: formerDays * DAY_S };
}

async function rotate(path: string, how: Rotation): Promise<KeysFile> {
  // A name that leads elsewhere goes on doing so.
  const target = realpathSync(path);
  const lock = `${target}.rotating`;
  const file = openLock(lock);
  try {
    const next = await rotated(read(target), nowS(), how);
    const text = `${JSON.stringify(next, null, 2)}\n`;
    // What was written must be what nodes can read.
    parseKeys(text, nowS());
    writeSync(file, text);
    fsyncSync(file);
    const { uid, gid, mode } = statSync(target);
    // Whoever could read it must go on reading it; everybody is nobody who should.
    fchmodSync(file, mode & 0o770);
    if (process.getuid?.() === 0) chownSync(lock, uid, gid);
    renameSync(lock, target);
    return next;
  } catch (error) {
    rmSync(lock, { force: true });
    throw error;
  } finally {
    closeSync(file);
  }
}

/** For us alone to read, and for one rotation at a time. */
function openLock(path: string): number {
  try {
    return openSync(path, 'wx', 0o600);
  } catch (error) {
    if ((error as NodeJS.ErrnoException).code !== 'EEXIST') throw error;
    throw new UsageMistake(`another rotation is running, or was interrupted: then remove ${path}`);
  }
}

function read(path: string): KeysFile {
  const text = readFileSync(path, 'utf8');
  parseKeys(text, nowS());
  return JSON.parse(text) as KeysFile;
}

/** Names and times, one line a key. */
function described(file: KeysFile): string {
  const at = (seconds: number | undefined): string =>
    seconds === undefined ? '-' : new Date(seconds * 1_000).toISOString().replace('.000', '');
  const line = (kind: string, { kid = '', from, until }: Times & { kid?: string | undefined }): string =>
    `${kind.padEnd(9)}${kid.padEnd(13)}from ${at(from).padEnd(22)}until ${at(until)}\n`;
  const lists = [
    ['ring', file.ring],
    ['sealing', entriesOf('sealing', file)],
    ['pairwise', entriesOf('pairwise', file)],
    ['signing', file.signing],
  ] as const;
  return lists.flatMap(([kind, entries]) => entries.map((entry) => line(kind, entry))).join('');
}
