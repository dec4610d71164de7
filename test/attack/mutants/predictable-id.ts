import { systemRandom } from '../../../src/platform/clock.js';
import { type Mutant, replaced } from '../mutant.js';

export const mutant: Mutant = {
  breaks: 'ids are counted up from the time of the start',
  apply: () => {
    let count = BigInt(Date.now());
    return replaced(systemRandom, 'bytes', () => (length: number) => {
      const bytes = Buffer.alloc(length);
      bytes.writeBigUInt64BE((count += 1n), 7);
      return bytes;
    });
  },
};
