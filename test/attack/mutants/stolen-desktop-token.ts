import { randomUUID } from 'node:crypto';
import { PageProofs } from '../../../src/desktop/page-proofs.js';
import { type Mutant, replaced } from '../mutant.js';

export const mutant: Mutant = {
  breaks: 'a proof is looked at where there is one',
  apply: () =>
    replaced(PageProofs.prototype, 'demand', (demand: PageProofs['demand']) => {
      return function lenient(this: PageProofs, ...given: Parameters<PageProofs['demand']>): Promise<string> {
        return given[1].headers['dpop'] === undefined ? Promise.resolve(randomUUID()) : demand.apply(this, given);
      };
    }),
};
