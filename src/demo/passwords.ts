import { randomInt } from 'node:crypto';
import { brokenRules } from './accounts/password-rules.js';
import { PEOPLE, type Person } from './people.js';

/** Without what is easily taken for something else: somebody reads these from one screen and types them on another. */
const CLASSES = ['ABCDEFGHJKLMNPQRSTUVWXYZ', 'abcdefghijkmnpqrstuvwxyz', '23456789', '!#$%+=?@'] as const;
/** About 70 bits. */
const LENGTH = 12;

/** A password for each of the people, by their ids, as long as this process lives. */
export const makePasswords = (): ReadonlyMap<string, string> =>
  new Map(PEOPLE.map((person) => [person.id, makePassword(person)]));

/** Random, with a character of each class, and again in the rare case that chance made something guessable. */
function makePassword(person: Person): string {
  const any = CLASSES.join('');
  const sources = Array.from({ length: LENGTH }, (_, index) => CLASSES[index] ?? any);
  const password = shuffled(sources.map((source) => source.charAt(randomInt(source.length)))).join('');
  return brokenRules(password, { ...person, login: person.idNumber }).length === 0 ? password : makePassword(person);
}

/** @see https://en.wikipedia.org/wiki/Fisher–Yates_shuffle */
function shuffled(characters: readonly string[]): readonly string[] {
  const result = [...characters];
  for (let last = result.length - 1; last > 0; last -= 1) {
    const other = randomInt(last + 1);
    [result[last], result[other]] = [result[other] ?? '', result[last] ?? ''];
  }
  return result;
}
