import type { Mutant } from '../mutant.js';
import { mutant as forgetful } from './replayed-proof.js';

export const mutant: Mutant = {
  breaks: 'proofs that pages used are not remembered',
  apply: (attacked) => forgetful.apply(attacked),
};
