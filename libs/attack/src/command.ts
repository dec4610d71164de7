import { readFile } from 'node:fs/promises';
import { parseArgs } from 'node:util';
import { stringify } from 'yaml';
import { AimRefused, aimAt, isLoopback } from './aim.js';
import type { Attack } from './attack.js';
import { ATTACKS } from './attacks/table.js';
import { Canary } from './canary.js';
import { type Kit, makeKit, openKit } from './kit.js';
import { isOutOfBounds } from './kit-lures.js';
import { type Screen, showProgress } from './progress.js';
import { LEAST_WORDS } from './randomness.js';
import { KitMistake, readKit } from './read-kit.js';
import { exitCodeOf, type ExitCode, json, list, table } from './report.js';
import { DEFAULT_SAMPLES, requestsOf, runAttacks } from './run.js';

const HELP = `saoma-attack URL [options]

Attacks the Saoma broker at URL, its public origin, and says what it withstood.

  --with FILE        the kit: test portals and test apps that are registered for it (YAML)
  --template         prints a fresh kit for URL, and what to register for it; attacks nothing
  --list             prints what there is; attacks nothing
  --only A,B         these attacks and no others
  --except A,B       all but these
  --quick            leaves out what must wait: two or three minutes less
  --samples N        ids for the statistics, ${LEAST_WORDS} to 2000 (${DEFAULT_SAMPLES})
  --canary URL       where the broker would reach a listener of this machine and must not, e.g. http://10.0.0.7:8099
  --consent TEXT     for another machine than this: "I may attack HOST"
  --json             the verdicts as JSON
  --help

Exit code: 0 everything withstood, 1 something is broken, 2 something could not be run.`;

const OPTIONS = {
  with: { type: 'string' },
  template: { type: 'boolean' },
  list: { type: 'boolean' },
  only: { type: 'string' },
  except: { type: 'string' },
  quick: { type: 'boolean' },
  samples: { type: 'string' },
  canary: { type: 'string' },
  consent: { type: 'string' },
  json: { type: 'boolean' },
  help: { type: 'boolean' },
} as const;

/** Where the demo world gives a kit to whoever is on the same machine. */
const DEMO_KIT = '/demo/attack-kit';

/** What the command writes to. */
export interface Output {
  /** The verdict. */
  readonly out: Screen;
  /** Progress, and what went wrong. */
  readonly err: Screen;
}

/** Something about the command line, or about the deployment, that keeps it from being attacked. */
class CannotRun extends Error {
  override readonly name = 'CannotRun';
}

/** Runs the command; resolves to its exit code. */
export async function command(args: readonly string[], { out, err }: Output): Promise<ExitCode> {
  try {
    const { values, positionals } = parsed(args);
    if (values.help) return say(out, HELP);
    if (values.list) return say(out, list(ATTACKS));
    const origin = aimAt(positionals[0], values.consent);
    if (values.template) return say(out, await template(origin, values.canary));
    const attacks = selected(values.only, values.except);
    const samples = sampleSize(values.samples);
    await greet(origin);
    const kit = values.with === undefined ? await demoKit(origin) : readKit(await readFile(values.with, 'utf8'));
    const canary = await openCanary(origin, values.canary ?? kit.lures?.canary);
    const progress = showProgress(err, attacks.length);
    err.write(`${attacks.length} attacks on ${origin}, at most ${requestsOf(attacks, samples)} requests\n`);
    try {
      const results = await runAttacks(attacks, {
        origin,
        kit: await openKit(kit, origin),
        ...(canary && { canary }),
        ...(values.quick && { quick: true }),
        samples,
        onProgress: progress.onProgress,
      });
      progress.end();
      out.write(`${values.json ? json(origin, results) : table(results)}\n`);
      return exitCodeOf(results);
    } finally {
      progress.end();
      await canary?.close();
    }
  } catch (error) {
    if (!isExpected(error)) throw error;
    err.write(`${error.message}\n`);
    return 2;
  }
}

function say(out: Screen, text: string): ExitCode {
  out.write(`${text}\n`);
  return 0;
}

function parsed(args: readonly string[]) {
  return parseArgs({ args: [...args], options: OPTIONS, allowPositionals: true, strict: true });
}

/** What went wrong outside this program: told in a line, and no stack. */
function isExpected(error: unknown): error is Error {
  if (error instanceof AimRefused || error instanceof CannotRun || error instanceof KitMistake) return true;
  const { code } = error as { readonly code?: unknown };
  return typeof code === 'string' && /^(?:ERR_PARSE_ARGS|E[A-Z]+$)/.test(code);
}

function selected(only: string | undefined, except: string | undefined): readonly Attack[] {
  const [wanted, unwanted] = [words(only), words(except)];
  const unknown = [...wanted, ...unwanted].find((id) => !ATTACKS.some((attack) => attack.id === id));
  if (unknown !== undefined) throw new CannotRun(`there is no attack “${unknown}”: --list says what there is`);
  return ATTACKS.filter(({ id }) => (wanted.length === 0 || wanted.includes(id)) && !unwanted.includes(id));
}

const words = (text = ''): readonly string[] => text.split(',').filter((word) => word !== '');

function sampleSize(text = String(DEFAULT_SAMPLES)): number {
  const size = Number(text);
  if (Number.isInteger(size) && size >= LEAST_WORDS && size <= 2_000) return size;
  throw new CannotRun(`--samples must be a number from ${LEAST_WORDS} to 2000`);
}

/** Whether there is a broker, by the name under which it is attacked: its tokens and proofs are for no other. */
async function greet(origin: string): Promise<void> {
  const answer = await fetch(`${origin}/.well-known/openid-configuration`, { redirect: 'manual' }).catch(
    (cause: unknown) => {
      throw new CannotRun(`nobody answers at ${origin}`, { cause });
    },
  );
  const metadata = answer.ok ? ((await answer.json().catch(() => undefined)) as { issuer?: unknown } | undefined) : {};
  if (metadata?.issuer === origin) return;
  throw new CannotRun(
    typeof metadata?.issuer === 'string' && URL.canParse(metadata.issuer)
      ? `the broker at ${origin} calls itself ${new URL(metadata.issuer).origin}: use that address`
      : `there is no Saoma broker at ${origin}`,
  );
}

/** The demo world’s kit; anywhere else, and where there is none, an empty one. */
async function demoKit(origin: string): Promise<Kit> {
  if (!isLoopback(origin)) return {};
  const answer = await fetch(origin + DEMO_KIT, { redirect: 'manual' });
  return answer.ok ? readKit(await answer.text()) : {};
}

async function openCanary(origin: string, reachedAt: string | undefined): Promise<Canary | undefined> {
  if (reachedAt !== undefined && !(URL.canParse(reachedAt) && new URL(reachedAt).port))
    throw new CannotRun('--canary must be an address with a port: http://10.0.0.7:8099');
  if (reachedAt === undefined && !isLoopback(origin)) return undefined;
  return Canary.listen(reachedAt);
}

async function template(origin: string, reachedAt: string | undefined): Promise<string> {
  if (reachedAt !== undefined && !(URL.canParse(reachedAt) && isOutOfBounds(reachedAt))) {
    throw new CannotRun('--canary must be an address of a private network, by its number: http://10.0.0.7:8099');
  }
  const canary = reachedAt ?? (isLoopback(origin) ? await Canary.freeAddress() : undefined);
  const { kit, registry } = await makeKit(origin, canary);
  const entries = stringify(registry, { aliasDuplicateObjects: false });
  return [
    '# A kit for saoma-attack. It holds secrets of test portals and test apps: keep it as you keep those.',
    stringify(kit, { aliasDuplicateObjects: false }),
    '# Register this beside what is there, in the file that REGISTRY_FILE names:',
    ...entries
      .trimEnd()
      .split('\n')
      .map((line) => `#   ${line}`),
  ].join('\n');
}
