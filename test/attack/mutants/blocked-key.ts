import { Computers } from '../../../src/core/computers.js';
import { done } from '../../../src/core/outcome.js';
import { type Mutant, replaced } from '../mutant.js';

export const mutant: Mutant = {
  breaks: 'a key that is blocked starts all the same',
  apply: () => replaced(Computers.prototype, 'look', () => (jkt: string) => Promise.resolve(done({ jkt, pairs: [] }))),
};
