import type { LoginState, Phase } from '@saoma/browser';

/** Something a waiting page showed, and when. */
interface Sighting {
  readonly state: LoginState;
  readonly atMs: number;
}

interface Wait {
  readonly check: () => void;
}

/** Phases after which a page shows nothing new by itself. */
const ENDS: readonly Phase[] = ['redeemed', 'denied', 'cancelled', 'expired', 'failed'];

/** What makes a state another one: not its countdown, and of its code only that it is there. */
const TELLING = [
  'phase',
  'rev',
  'connection',
  'problem',
  'codeProblem',
  'userCode',
  'refused',
  'reason',
  'check',
] as const;

/** Everything a page has shown since its session began, to wait for and to tell when it did not come. */
export class Sightings {
  readonly #seen: Sighting[] = [];
  readonly #waits = new Set<Wait>();
  readonly #sinceMs = performance.now();

  /** Notes a state, unless only its countdown or frame is new. */
  note(state: LoginState): void {
    const last = this.#seen.at(-1)?.state;
    const isNew =
      TELLING.some((member) => last?.[member] !== state[member]) ||
      (last?.qrText === undefined) !== (state.qrText === undefined);
    if (!isNew) return;
    this.#seen.push({ state, atMs: performance.now() - this.#sinceMs });
    for (const { check } of this.#waits) check();
  }

  /**
   * The first state that is as wanted, seen already or to come. Rejects at the deadline, or as soon as the page has
   * come to an end of another kind, with a message that says what was seen instead.
   */
  until(wanted: string, isWanted: (state: LoginState) => boolean, deadlineMs: number): Promise<LoginState> {
    return new Promise((resolve, reject) => {
      const fail = (why: string): void => {
        settle();
        reject(new Error(`the desktop did not show ${wanted} ${why}; it showed ${this.#story()}`));
      };
      const timer = setTimeout(() => {
        fail(`within ${deadlineMs} ms`);
      }, deadlineMs);
      const wait: Wait = {
        check: () => {
          const found = this.#seen.find(({ state }) => isWanted(state));
          const last = this.#seen.at(-1)?.state;
          if (found) {
            settle();
            resolve(found.state);
          } else if (last && ENDS.includes(last.phase)) fail(`before it ended`);
        },
      };
      const settle = (): void => {
        clearTimeout(timer);
        this.#waits.delete(wait);
      };
      this.#waits.add(wait);
      wait.check();
    });
  }

  /** `starting (0 ms) → waiting rev 1 live (12 ms)`. Codes and tokens stay out of it. */
  #story(): string {
    const steps = this.#seen.map(({ state: { phase, rev, connection, refused, reason, problem }, atMs }) =>
      [phase, `rev ${rev}`, connection, refused, reason, problem?.message, `(${Math.round(atMs)} ms)`]
        .filter(Boolean)
        .join(' '),
    );
    return steps.length > 0 ? steps.join(' → ') : 'nothing';
  }
}
