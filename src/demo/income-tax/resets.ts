import type { Account } from '../accounts/accounts.js';
import { ExpiringMap } from '../web/expiring-map.js';
import { randomId } from '../web/random-id.js';
import type { Claimed } from './strangers.js';

/** Long enough for every way to prove it, one after the other. */
const RESET_MS = 30 * 60_000;
/** How long a proof waits for the new password. */
const PROOF_MS = 5 * 60_000;
const MOST = 10_000;

/** Somebody, in one browser, says that an account is theirs. */
export interface Reset extends Claimed {
  readonly id: string;
  /** The ID number as it was typed. */
  readonly login: string;
}

/** Leave to set the password of one account, once. */
export interface Proof {
  readonly account: Account;
  readonly endsAtMs: number;
}

/** What browsers that forgot a password are at. Each has one reset: another takes its place, and so does its proof. */
export class Resets {
  readonly #resets = new ExpiringMap<Reset>(RESET_MS, MOST);
  readonly #proofs = new ExpiringMap<Proof>(PROOF_MS, MOST);

  begin(browserId: string, about: Omit<Reset, 'id'>): void {
    this.#proofs.take(browserId);
    this.#resets.set(browserId, { ...about, id: randomId() });
  }

  of(browserId: string): Reset | undefined {
    return this.#resets.get(browserId);
  }

  /**
   * The person has proved who they are, for this very reset: one that was begun since, for whichever account, is not
   * proved by it, and nobody's account by anything. Whether it counted; then the reset is over.
   */
  prove(browserId: string, resetId: string): boolean {
    const reset = this.#resets.get(browserId);
    if (reset?.id !== resetId || !reset.account) return false;
    this.#resets.take(browserId);
    this.#proofs.set(browserId, { account: reset.account, endsAtMs: performance.now() + PROOF_MS });
    return true;
  }

  proofOf(browserId: string): Proof | undefined {
    const proof = this.#proofs.get(browserId);
    return proof && proof.endsAtMs > performance.now() ? proof : undefined;
  }

  /** Hands the proof out once, before the password is set: of two forms that are sent at once, one has it. */
  spend(browserId: string): Proof | undefined {
    const proof = this.proofOf(browserId);
    this.#proofs.take(browserId);
    return proof;
  }

  /** Gives a proof back for which nothing was set. It lives no longer than it would have. */
  giveBack(browserId: string, proof: Proof): void {
    this.#proofs.set(browserId, proof);
  }
}
