import { ProofNonces } from '../../../src/proof/nonces.js';
import { type Mutant, replaced } from '../mutant.js';

export const mutant: Mutant = {
  breaks: 'any nonce that the broker ever gave is good',
  apply: () =>
    replaced(ProofNonces.prototype, 'isGood', (isGood: ProofNonces['isGood']) => {
      return function patient(this: ProofNonces, nonce: string) {
        return isGood.call(this, nonce) || /^[\w-]{22,}$/.test(nonce);
      };
    }),
};
