import { YUNHAI_TRADING } from '../organizations.js';
import { PEOPLE } from '../people.js';
import { KnownSubjects } from '../site/known-subjects.js';
import { Certificate } from './certificate.js';
import type { LockToEnd } from './unlocking.js';
import { unlockingProved } from './unlocking.js';

const tokenOf = (sub: string, ...by: readonly string[]): Readonly<Record<string, unknown>> => ({
  sub,
  act: { sub: by.at(-1) },
  approved_by: by.map((one) => ({ sub: one, amr: ['user'] })),
});

describe('An unlocking', () => {
  let asked: LockToEnd;
  let known: KnownSubjects;
  beforeEach(async () => {
    const certificate = await Certificate.create('any', { memoryCost: 1_024, timeCost: 2, parallelism: 1 });
    asked = { held: { organization: YUNHAI_TRADING, holder: PEOPLE[0], certificate }, lock: 1 };
    known = new KnownSubjects();
  });

  it.each([
    ['the holder before the operator', ['holder', 'operator']],
    ['the operator before the holder', ['operator', 'holder']],
  ])('is proved by %s', (_, by) => {
    expect(unlockingProved(asked, tokenOf('holder', ...by), known)).toEqual({
      ...asked,
      holder: { sub: 'holder', amr: ['user'] },
      operator: { sub: 'operator', amr: ['user'] },
    });
  });

  it.each([
    ['the holder alone', ['holder']],
    ['the operator alone', ['operator']],
    ['two operators', ['operator', 'other']],
    ['one more than asked', ['holder', 'operator', 'other']],
    ['nobody', []],
  ])('is not proved by %s', (_, by) => {
    expect(unlockingProved(asked, tokenOf('holder', ...by), known)).toBeUndefined();
  });

  it('is not proved by what an ordinary sign-in says', () => {
    expect(unlockingProved(asked, { sub: 'holder', amr: ['user'] }, known)).toBeUndefined();
  });

  it('is not proved by somebody in the place of a holder or an operator whose word is known', () => {
    unlockingProved(asked, tokenOf('holder', 'holder', 'operator'), known);
    expect(unlockingProved(asked, tokenOf('other', 'other', 'operator'), known)).toBeUndefined();
    expect(unlockingProved(asked, tokenOf('holder', 'holder', 'other'), known)).toBeUndefined();
  });
});
