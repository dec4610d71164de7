import { ANY_CLAIM, ANY_FRAME, changedRow, type Mutant } from '../mutant.js';

export const mutant: Mutant = {
  breaks: 'the last scan owns the session',
  apply: () => changedRow('scan', { from: ['pending', 'scanned'], claim: ANY_CLAIM, frame: ANY_FRAME }),
};
