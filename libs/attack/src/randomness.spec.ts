import { createHash, randomBytes } from 'node:crypto';
import { base32 } from '@saoma/protocol';
import { looksRandom } from './randomness.js';

const ALPHABET = 'ABCDEFGHIJKLMNOPQRSTUVWXYZ234567';
const words = (make: (index: number) => Uint8Array): string[] =>
  Array.from({ length: 200 }, (_, index) => base32(make(index)).slice(0, 26));
const counted = (value: bigint): Buffer => Buffer.from(value.toString(16).padStart(34, '0'), 'hex');

describe('What looks random', () => {
  it('is what the operating system gives, again and again', () => {
    for (let round = 0; round < 100; round += 1) {
      expect(
        looksRandom(
          words(() => randomBytes(17)),
          ALPHABET,
        ),
      ).toEqual([]);
    }
  });

  it.each<[string, (index: number) => Uint8Array]>([
    ['counts up', (index) => counted(BigInt(index))],
    [
      'begins with the time',
      (index) => Buffer.concat([counted(BigInt(Date.now() + index)).subarray(9), randomBytes(9)]),
    ],
    ['ends with a counter', (index) => Buffer.concat([randomBytes(14), Buffer.from([0, 0, index])])],
    [
      'has one bit that is always the same',
      () => randomBytes(17).map((byte, place) => (place === 8 ? byte | 8 : byte)),
    ],
    ['has more ones than zeros', () => randomBytes(17).map((byte) => byte | (randomBytes(1)[0]! & randomBytes(1)[0]!))],
    [
      'repeats itself within',
      () => Buffer.concat(Array.from({ length: 17 }, () => Buffer.from([randomBytes(1)[0]! & 1 ? 255 : 0]))),
    ],
  ])('is not what %s', (_, make) => {
    expect(looksRandom(words(make), ALPHABET)).not.toEqual([]);
  });

  it('cannot tell a secret hash of a counter from chance, and nobody could', () => {
    const secret = randomBytes(32);
    const make = (index: number): Buffer =>
      createHash('sha256').update(secret).update(String(index)).digest().subarray(0, 17);
    expect(looksRandom(words(make), ALPHABET)).toEqual([]);
  });

  it('is not asked of a handful', () => {
    expect(() => looksRandom(['A', 'B'], ALPHABET)).toThrow('a sample of fewer than 100 says nothing');
  });
});
