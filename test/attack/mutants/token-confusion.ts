import { CONFUSIONS } from '../confused-verifiers.js';
import type { Mutant } from '../mutant.js';

/** The one that is met most; the others are in the table that this one is from. */
export const mutant: Mutant = CONFUSIONS.find(({ kind }) => kind === 'audience')!;
