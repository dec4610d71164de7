import { changedRow, type Mutant } from '../mutant.js';

export const mutant: Mutant = {
  breaks: 'nobody looks at which frame was scanned',
  apply: () => changedRow('scan', { frame: undefined }),
};
