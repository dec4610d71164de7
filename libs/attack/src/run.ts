import type { Attack, Need } from './attack.js';
import type { Canary } from './canary.js';
import type { OpenKit } from './kit.js';
import { Target } from './target.js';
import type { Verdict } from './verdict.js';

/** How attacks are run. */
export interface RunOptions {
  /** The broker's public origin. */
  readonly origin: string;
  readonly kit: OpenKit;
  readonly canary?: Canary;
  /** Leaves out what must let time pass. */
  readonly quick?: boolean;
  /** Size of the sample for statistics. Default 200. */
  readonly samples?: number;
  /** Lets time pass. Default: it really passes. */
  readonly wait?: (ms: number) => Promise<void>;
  /** How long a slow request may hold a connection before it counts as forever. Default a minute. */
  readonly patienceMs?: number;
  /** Is told before each attack, and after it. */
  readonly onProgress?: (attack: Attack, verdict?: Verdict) => void;
}

/** What came of one attack. */
export interface Result {
  readonly attack: Attack;
  readonly verdict: Verdict;
}

export const DEFAULT_SAMPLES = 200;
const DEFAULT_PATIENCE_MS = 60_000;

/** What an attack may take besides the time that it must let pass. */
const ATTACK_WITHIN_MS = 60_000;

/** What each need is called where it is missing. */
const NEEDS: Readonly<Record<Need, { readonly words: string; readonly isMet: (options: RunOptions) => boolean }>> = {
  portal: { words: 'a registered test portal', isMet: ({ kit }) => kit.portal !== undefined },
  other_portal: { words: 'a second test portal', isMet: ({ kit }) => kit.otherPortal !== undefined },
  app: { words: 'a registered test app', isMet: ({ kit }) => kit.app !== undefined },
  stranger_app: {
    words: 'a test app that the portal does not trust',
    isMet: ({ kit }) => kit.strangerApp !== undefined,
  },
  canary: { words: 'a canary that the broker can reach (--canary)', isMet: ({ canary }) => canary !== undefined },
};

/** Runs attacks one after the other, so that none is in another's way. Never rejects. */
export async function runAttacks(attacks: readonly Attack[], options: RunOptions): Promise<readonly Result[]> {
  const results: Result[] = [];
  for (const attack of attacks) {
    options.onProgress?.(attack);
    const verdict = await runOne(attack, options);
    options.onProgress?.(attack, verdict);
    results.push({ attack, verdict });
  }
  return results;
}

/** How many requests they make at most. */
export function requestsOf(attacks: readonly Attack[], samples = DEFAULT_SAMPLES): number {
  return attacks.reduce((sum, { requests }) => sum + (typeof requests === 'number' ? requests : requests(samples)), 0);
}

async function runOne(attack: Attack, options: RunOptions): Promise<Verdict> {
  const unmet = attack.needs.filter((need) => !NEEDS[need].isMet(options)).map((need) => NEEDS[need].words);
  if (unmet.length > 0) return { outcome: 'not_run', missing: unmet.join(', ') };
  const { waitsMs = 0 } = attack;
  if (options.quick && waitsMs > 0) {
    return { outcome: 'not_run', missing: `${Math.ceil(waitsMs / 1_000)} s of waiting, which --quick leaves out` };
  }
  const over = new AbortController();
  const { samples = DEFAULT_SAMPLES, wait = pause, patienceMs = DEFAULT_PATIENCE_MS } = options;
  const { origin, kit, canary } = options;
  const target = new Target({
    origin,
    kit,
    ...(canary && { canary }),
    samples,
    wait,
    patienceMs,
    signal: over.signal,
  });
  const mostMs = ATTACK_WITHIN_MS + waitsMs;
  let timer: NodeJS.Timeout | undefined;
  const late = new Promise<never>((_, reject) => {
    timer = setTimeout(() => reject(new Error(`not over after ${mostMs / 1_000} s`)), mostMs);
  });
  try {
    return await Promise.race([attack.run(target), late]);
  } catch (error) {
    return { outcome: 'not_run', missing: `it broke off: ${reasonOf(error)}` };
  } finally {
    clearTimeout(timer);
    over.abort();
  }
}

const pause = (ms: number): Promise<void> => new Promise((resolve) => setTimeout(resolve, ms));

/** What went wrong, with what lay beneath where that says more. */
function reasonOf(error: unknown): string {
  const { message, cause } = error as { readonly message?: unknown; readonly cause?: { readonly code?: unknown } };
  const words = typeof message === 'string' ? message : 'for no reason that is known';
  return typeof cause?.code === 'string' ? `${words} (${cause.code})` : words;
}
