import { ANY_CLAIM, ANY_FRAME, changedRow, type Mutant } from '../mutant.js';

export const mutant: Mutant = {
  breaks: 'a code is good again once its sign-in is over',
  apply: () => changedRow('scan', { from: ['pending', 'redeemed'], claim: ANY_CLAIM, frame: ANY_FRAME }),
};
