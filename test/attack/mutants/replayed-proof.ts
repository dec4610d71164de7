import { MemoryDocuments } from '../../../src/store/memory/memory.documents.js';
import { type Mutant, replaced } from '../mutant.js';

export const mutant: Mutant = {
  breaks: 'proofs that were used are not remembered',
  apply: () =>
    replaced(MemoryDocuments.prototype, 'putIfAbsent', (putIfAbsent: MemoryDocuments['putIfAbsent']) => {
      return function forgetting(this: MemoryDocuments, ...given: Parameters<MemoryDocuments['putIfAbsent']>) {
        return given[0].startsWith('seen:') ? Promise.resolve(true) : putIfAbsent.apply(this, given);
      };
    }),
};
