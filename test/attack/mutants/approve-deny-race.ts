import { changedRow, type Mutant } from '../mutant.js';

export const mutant: Mutant = {
  breaks: 'a denial that comes after the approval is acknowledged and forgotten',
  apply: () =>
    changedRow('deny', { when: { field: 'did_approve', to: 'approved', life: { from: 'now', ms: 60_000 } } }),
};
