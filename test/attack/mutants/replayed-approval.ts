import { changedRow, type Mutant } from '../mutant.js';

export const mutant: Mutant = {
  breaks: 'an approval needs no nonce of this session',
  apply: () => changedRow('approve', { proof: [] }),
};
