import { systemRandom } from '../../../src/platform/clock.js';
import { Starter } from '../../../src/desktop/starter.js';
import { all, type Mutant, replaced } from '../mutant.js';

const BASE32 = 'ABCDEFGHIJKLMNOPQRSTUVWXYZ234567';

export const mutant: Mutant = {
  breaks: 'a page may say in the query which session it wants',
  apply: () => {
    let wanted: string | undefined;
    return all(
      replaced(Starter.prototype, 'start', (start: Starter['start']) => {
        return function starting(this: Starter, ...given: Parameters<Starter['start']>) {
          wanted = (given[1].query as { readonly session_id?: string }).session_id;
          return start.apply(this, given);
        };
      }),
      replaced(systemRandom, 'bytes', (bytes: (length: number) => Uint8Array) => (length: number) => {
        const id = wanted;
        wanted = undefined;
        return id === undefined ? bytes(length) : decoded(id, length);
      }),
    );
  },
};

/** What base32 makes this text of. */
function decoded(text: string, length: number): Uint8Array {
  const bits = Array.from(text, (letter) => BASE32.indexOf(letter).toString(2).padStart(5, '0')).join('');
  return Uint8Array.from({ length }, (_, index) => parseInt(bits.slice(index * 8, index * 8 + 8).padEnd(8, '0'), 2));
}
