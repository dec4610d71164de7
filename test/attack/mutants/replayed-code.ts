import { changedRow, type Mutant } from '../mutant.js';

export const mutant: Mutant = {
  breaks: 'a code that was redeemed is still there',
  apply: () => changedRow('redeem', { to: 'approved' }),
};
