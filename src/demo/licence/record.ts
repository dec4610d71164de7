import type { Recovery } from './recovery.js';

/** `vouched` by the liaison; `recovered` by the new password that was set then. */
export interface Entry {
  readonly atMs: number;
  readonly event: 'vouched' | 'recovered';
  readonly recovery: Recovery;
}

/** Who vouched for which enterprise, and what came of it: for the enterprise to see. */
export class RecoveryRecord {
  readonly #entries: Entry[] = [];

  add(event: Entry['event'], recovery: Recovery): void {
    this.#entries.push({ atMs: Date.now(), event, recovery });
  }

  /** Newest first. @param code of the enterprise */
  of(code: string): readonly Entry[] {
    return this.#entries.filter(({ recovery }) => recovery.licence.organization.code === code).toReversed();
  }
}
