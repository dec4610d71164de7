import { WindowLimits } from '../../../src/risk/limits.js';
import { type Mutant, replaced } from '../mutant.js';

export const mutant: Mutant = {
  breaks: 'nothing is counted',
  apply: () => replaced(WindowLimits.prototype, 'take', () => () => Promise.resolve(undefined)),
};
