import { randomInt } from 'node:crypto';
import { PEOPLE } from './people.js';

/** Without what is easily taken for something else: somebody reads these from one screen and types them on another. */
const CLASSES = ['ABCDEFGHJKLMNPQRSTUVWXYZ', 'abcdefghijkmnpqrstuvwxyz', '23456789', '!#$%+=?@'] as const;
/** About 70 bits. */
const LENGTH = 12;

/** A password for each of the people, by their ids, as long as this process lives. */
export const makePasswords = (): ReadonlyMap<string, string> => new Map(PEOPLE.map(({ id }) => [id, makePassword()]));

/** Random, with at least one character of each class: what the sites' rules ask for. */
function makePassword(): string {
  const any = CLASSES.join('');
  const sources = Array.from({ length: LENGTH }, (_, index) => CLASSES[index] ?? any);
  const characters = sources.map((source) => source.charAt(randomInt(source.length)));
  for (let last = characters.length - 1; last > 0; last -= 1) {
    const other = randomInt(last + 1);
    [characters[last], characters[other]] = [characters[other] ?? '', characters[last] ?? ''];
  }
  return characters.join('');
}
