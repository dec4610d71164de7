import type { HeldCertificate } from './certificates.js';
import type { LockToEnd, Unlocking } from './unlocking.js';

/** An unlocking that somebody asks for and that is not approved yet. */
export interface Request extends LockToEnd {
  readonly atMs: number;
  /** The network address of the computer that asks. */
  readonly address: string;
}

/** `approved` by both; `unlocked` by the new passphrase that was set then. */
export interface Entry {
  readonly atMs: number;
  readonly event: 'approved' | 'unlocked';
  readonly unlocking: Unlocking;
}

/** No session with the broker lasts longer. */
const WAITING_MS = 600_000;

/** What the service desk sees: who waits, and on record every unlocking with both people and when. */
export class ServiceBook {
  /** By certificate: who takes a new code does not wait twice, and nobody pushes others off the list. */
  readonly #waiting = new Map<HeldCertificate, Request>();
  readonly #entries: Entry[] = [];

  ask(request: Request): void {
    this.#waiting.delete(request.held);
    this.#waiting.set(request.held, request);
  }

  approved(unlocking: Unlocking): void {
    this.#waiting.delete(unlocking.held);
    this.#entries.push({ atMs: Date.now(), event: 'approved', unlocking });
  }

  unlocked(unlocking: Unlocking): void {
    this.#entries.push({ atMs: Date.now(), event: 'unlocked', unlocking });
  }

  /** Oldest first: who came first is served first. */
  waiting(): readonly Request[] {
    const isWaiting = ({ held, lock, atMs }: Request): boolean =>
      held.certificate.lock === lock && Date.now() - atMs < WAITING_MS;
    return [...this.#waiting.values()].filter(isWaiting);
  }

  /** Newest first; for one certificate, where its code is given. */
  entries(code?: string): readonly Entry[] {
    return this.#entries
      .filter(({ unlocking: { held } }) => code === undefined || held.organization.code === code)
      .toReversed();
  }
}
