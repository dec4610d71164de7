import type { Target } from './target.js';
import type { Verdict } from './verdict.js';

/** What an attack needs beyond the address of the broker. */
export type Need = 'portal' | 'other_portal' | 'strict_portal' | 'app' | 'stranger_app' | 'lures' | 'canary';

/** One attack, as somebody would try it who holds what {@link Need} says and nothing else. */
export interface Attack {
  /** A word for the command line: `replayed-code`. */
  readonly id: string;
  readonly title: string;
  /** One sentence: what an attacker gains where it works. */
  readonly about: string;
  /** Which text demands that it be withstood. */
  readonly source: string;
  readonly needs: readonly Need[];
  /** At most so many requests, connections included: beyond them it is cut off. `samples` is the size of the statistical sample. */
  readonly requests: number | ((samples: number) => number);
  /** Milliseconds that must really pass, for what is about time; `--quick` leaves such an attack out. */
  readonly waitsMs?: number;
  /** Rejects when the broker does not even do what is honest: then nothing was found out. */
  run(target: Target): Promise<Verdict>;
}
