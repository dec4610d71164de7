import { ANY_FRAME, changedRow, type Mutant } from '../mutant.js';

export const mutant: Mutant = {
  breaks: 'a scan brings a session back that was thrown away',
  apply: () => changedRow('scan', { from: ['pending', 'cancelled'], frame: ANY_FRAME }),
};
