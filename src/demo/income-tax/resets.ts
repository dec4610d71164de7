import type { Account } from '../accounts/accounts.js';
import { ExpiringMap } from '../web/expiring-map.js';
import { randomId } from '../web/random-id.js';
import type { Claimed } from './strangers.js';

/** Long enough for every way to prove it, one after the other. */
const RESET_MS = 30 * 60_000;
const MOST = 10_000;

/** Somebody, in one browser, says that an account is theirs. */
export interface Reset extends Claimed {
  readonly id: string;
  /** The ID number as it was typed. */
  readonly login: string;
}

/** What browsers that forgot a password are at. Each has one reset: another takes its place. */
export class Resets {
  readonly #resets = new ExpiringMap<Reset>(RESET_MS, MOST);

  begin(browserId: string, about: Omit<Reset, 'id'>): void {
    this.#resets.set(browserId, { ...about, id: randomId() });
  }

  of(browserId: string): Reset | undefined {
    return this.#resets.get(browserId);
  }

  /**
   * The person has proved who they are, for this very reset: one that was begun since, for whichever account, is not
   * proved by it, and nobody's account by anything. The account, if it counted; then the reset is over.
   */
  prove(browserId: string, resetId: string): Account | undefined {
    const reset = this.#resets.get(browserId);
    if (reset?.id !== resetId || !reset.account) return undefined;
    this.#resets.take(browserId);
    return reset.account;
  }
}
