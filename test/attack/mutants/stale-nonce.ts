import type { Clock } from '../../../src/core/ports.js';
import type { Secrets } from '../../../src/core/secrets.js';
import { ProofNonces } from '../../../src/proof/nonces.js';
import { type Mutant, replaced } from '../mutant.js';

const WINDOW_MS = 150_000;

export const mutant: Mutant = {
  breaks: 'a nonce that the broker gave half an hour ago is good',
  apply: () =>
    replaced(ProofNonces.prototype, 'isGood', () => {
      return function patient(this: ProofNonces, nonce: string): boolean {
        const { secrets, clock } = this as unknown as { readonly secrets: Secrets; readonly clock: Clock };
        const window = Math.floor(clock.nowMs() / WINDOW_MS);
        return secrets.isDpopNonce(
          nonce,
          Array.from({ length: 12 }, (_, ago) => window - ago),
        );
      };
    }),
};
