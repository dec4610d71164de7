import { changedRow, type Mutant } from '../mutant.js';

export const mutant: Mutant = {
  breaks: 'the code of every page stands still, as that of a device does',
  apply: () => changedRow('scan', { frame: { after: 'frame_index', still: 'kid' } }),
};
