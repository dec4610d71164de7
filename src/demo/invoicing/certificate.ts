import { argon2id, hash, type HashOptions, verify } from 'argon2';
import { FORMER_PASSWORDS } from '../accounts/password-rules.js';

/** How many wrong passphrases in a row a certificate bears: the last of them locks it. */
export const MOST_TRIES = 5;

/** What it takes to try one passphrase, in the words of the library. */
export type TryCost = Required<Pick<HashOptions, 'memoryCost' | 'timeCost' | 'parallelism'>>;

/** @see https://cheatsheetseries.owasp.org/cheatsheets/Password_Storage_Cheat_Sheet.html#argon2id */
const OWASP: TryCost = { memoryCost: 19_456, timeCost: 2, parallelism: 1 };

/** `triesLeft` is 0 once the certificate is locked, also for whoever has the right passphrase. */
export type Opening = { readonly ok: true } | { readonly ok: false; readonly triesLeft: number };

/** `used_before`: it is one of the former ones. `not_for_this_lock`: it is not locked, or locked anew since the unlocking was permitted. */
export type Renewal = 'renewed' | 'used_before' | 'not_for_this_lock';

/** A certificate's passphrase: kept as a hash, with a count that only a right one or an unlocking sets back. */
export class Certificate {
  /** Newest first: the present one, then former ones. */
  #hashes: readonly [string, ...string[]];
  readonly #cost: TryCost;
  #triesLeft = MOST_TRIES;
  #locks = 0;
  /** One after the other, as the chip of a card does it: simultaneous guesses are as many guesses. */
  #turn: Promise<unknown> = Promise.resolve();

  private constructor(passphraseHash: string, cost: TryCost) {
    this.#hashes = [passphraseHash];
    this.#cost = cost;
  }

  static async create(passphrase: string, cost = OWASP): Promise<Certificate> {
    return new Certificate(await hashOf(passphrase, cost), cost);
  }

  get triesLeft(): number {
    return this.#triesLeft;
  }

  /** Which of its locks it is under; `undefined` while it can be opened. */
  get lock(): number | undefined {
    return this.#triesLeft === 0 ? this.#locks : undefined;
  }

  open(passphrase: string): Promise<Opening> {
    return this.#inTurn(async () => {
      if (this.#triesLeft === 0) return { ok: false, triesLeft: 0 };
      if (await verify(this.#hashes[0], passphrase)) {
        this.#triesLeft = MOST_TRIES;
        return { ok: true };
      }
      this.#triesLeft -= 1;
      if (this.#triesLeft === 0) this.#locks += 1;
      return { ok: false, triesLeft: this.#triesLeft };
    });
  }

  /** Ends one lock by giving the certificate a new passphrase. The same lock is never ended twice. */
  renew(lock: number, passphrase: string): Promise<Renewal> {
    return this.#inTurn(async () => {
      if (this.lock !== lock) return 'not_for_this_lock';
      for (const former of this.#hashes) {
        if (await verify(former, passphrase)) return 'used_before';
      }
      this.#hashes = [await hashOf(passphrase, this.#cost), ...this.#hashes.slice(0, FORMER_PASSWORDS - 1)];
      this.#triesLeft = MOST_TRIES;
      return 'renewed';
    });
  }

  #inTurn<Result>(act: () => Promise<Result>): Promise<Result> {
    const turn = this.#turn.then(act);
    this.#turn = turn.catch(() => undefined);
    return turn;
  }
}

function hashOf(passphrase: string, cost: TryCost): Promise<string> {
  return hash(passphrase, { ...cost, type: argon2id });
}
