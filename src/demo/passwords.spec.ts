import { brokenRules } from './accounts/password-rules.js';
import { makePasswords } from './passwords.js';
import { PEOPLE } from './people.js';

describe('The passwords of the demo', () => {
  it('are one for each of the people, obey the rules of the sites, and are others at every start', () => {
    const [first, second] = [makePasswords(), makePasswords()];
    for (const person of PEOPLE) {
      const password = first.get(person.id)!;
      expect(password).toHaveLength(12);
      for (const some of [/[A-Z]/, /[a-z]/, /[0-9]/, /[^A-Za-z0-9]/]) expect(password).toMatch(some);
      expect(brokenRules(password, { ...person, login: person.idNumber })).toEqual([]);
      expect(second.get(person.id)).not.toBe(password);
    }
    expect(new Set(first.values()).size).toBe(PEOPLE.length);
  });
});
