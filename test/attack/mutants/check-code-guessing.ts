import { TRANSITIONS } from '../../../src/core/transitions.js';
import { changedRow, type Mutant } from '../mutant.js';

export const mutant: Mutant = {
  breaks: 'digits may be tried as often as one likes',
  apply: () => changedRow('check', { secret: { ...TRANSITIONS.check.secret, tries: 1_000 } }),
};
