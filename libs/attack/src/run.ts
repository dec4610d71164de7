import type { Attack, Need } from './attack.js';
import { Budget, type OverBudget } from './budget.js';
import type { Canary } from './canary.js';
import { FirstNonce } from './first-nonce.js';
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
  /** How long the broker is given for what it does behind an answer. Default 1.5 s. */
  readonly behindMs?: number;
  /** Is told before each attack, and after it. */
  readonly onProgress?: (attack: Attack, verdict?: Verdict) => void;
}

/** What came of one attack. */
export interface Result {
  readonly attack: Attack;
  readonly verdict: Verdict;
  /** How many requests and connections it made. */
  readonly requests: number;
}

/** Ids that are looked at for chance: fewer say little, more make sessions that nobody needs. */
export const DEFAULT_SAMPLES = 200;
const DEFAULT_PATIENCE_MS = 60_000;

/** It would call at once, if it called at all; a queue is given this long. */
const DEFAULT_BEHIND_MS = 1_500;

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
  strict_portal: {
    words: 'a test portal that asks for the page’s key and for the digits',
    isMet: ({ kit }) => kit.strictPortal !== undefined,
  },
  lures: {
    words: 'portals and apps that are registered at the canary (--template --canary)',
    isMet: ({ kit }) => kit.lures !== undefined,
  },
  canary: { words: 'a canary that the broker can reach (--canary)', isMet: ({ canary }) => canary !== undefined },
};

/** Runs attacks one after the other, so that none is in another's way. Never rejects. */
export async function runAttacks(attacks: readonly Attack[], options: RunOptions): Promise<readonly Result[]> {
  const results: Result[] = [];
  const firstNonce = new FirstNonce();
  for (const attack of attacks) {
    options.onProgress?.(attack);
    const budget = new Budget(requestsOf([attack], options.samples));
    const verdict = await runOne(attack, options, budget, firstNonce);
    options.onProgress?.(attack, verdict);
    results.push({ attack, verdict, requests: budget.spent });
  }
  return results;
}

/** How many requests they make at most. */
export function requestsOf(attacks: readonly Attack[], samples = DEFAULT_SAMPLES): number {
  return attacks.reduce((sum, { requests }) => sum + (typeof requests === 'number' ? requests : requests(samples)), 0);
}

async function runOne(attack: Attack, options: RunOptions, budget: Budget, firstNonce: FirstNonce): Promise<Verdict> {
  const unmet = attack.needs.filter((need) => !NEEDS[need].isMet(options)).map((need) => NEEDS[need].words);
  if (unmet.length > 0) return { outcome: 'not_run', missing: unmet.join(', ') };
  const { waitsMs = 0 } = attack;
  if (options.quick && waitsMs > 0) {
    return { outcome: 'not_run', missing: `${Math.ceil(waitsMs / 1_000)} s of waiting, which --quick leaves out` };
  }
  const over = new AbortController();
  const { samples = DEFAULT_SAMPLES, wait = pause } = options;
  const { patienceMs = DEFAULT_PATIENCE_MS, behindMs = DEFAULT_BEHIND_MS } = options;
  const { origin, kit, canary } = options;
  const target = new Target({
    origin,
    kit,
    ...(canary && { canary }),
    samples,
    wait,
    patienceMs,
    behindMs,
    signal: AbortSignal.any([over.signal, budget.signal]),
    budget,
    firstNonce,
  });
  const mostMs = ATTACK_WITHIN_MS + waitsMs;
  let timer: NodeJS.Timeout | undefined;
  const late = new Promise<never>((_, reject) => {
    timer = setTimeout(() => reject(new Error(`not over after ${mostMs / 1_000} s`)), mostMs);
    budget.signal.addEventListener('abort', () => reject(budget.signal.reason as OverBudget));
  });
  try {
    const verdict = await Promise.race([attack.run(target), late]);
    // An attack may take a refusal of its own runner for the broker's.
    budget.signal.throwIfAborted();
    return verdict;
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
