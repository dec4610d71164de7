import { Inject, Injectable } from '@nestjs/common';
import type { Clock } from '../core/ports.js';
import { Secrets } from '../core/secrets.js';
import { CLOCK } from '../core/tokens.js';

/** A nonce is given out for so long, and good for as long again: who calls now and then is told a new one in passing. */
const WINDOW_MS = 150_000;

/** How long a proof may come back: its nonce may be of the window before, this one, or the next, and clocks of nodes differ. */
export const REMEMBER_SPENT_MS = 4 * WINDOW_MS;

/**
 * The nonces that proofs of keys must name: a proof is as old as the nonce it names, whatever the clock of who made it says,
 * and none can be made ahead of its time. Nothing is kept; every node derives the same ones.
 * @see RFC 9449 §8, §11.1, §11.2
 */
@Injectable()
export class ProofNonces {
  constructor(
    @Inject(Secrets) private readonly secrets: Secrets,
    @Inject(CLOCK) private readonly clock: Clock,
  ) {}

  /** To be named by the next proof. */
  current(): string {
    return this.secrets.dpopNonce(this.#window());
  }

  /** Of this window, the one before, or the one ahead: another node may have given it, whose clock is not quite ours. */
  isGood(nonce: string): boolean {
    const window = this.#window();
    return this.secrets.isDpopNonce(nonce, [window, window - 1, window + 1]);
  }

  #window(): number {
    return Math.floor(this.clock.nowMs() / WINDOW_MS);
  }
}
