import { KnownSubjects } from '../site/known-subjects.js';
import { LICENCES } from './licences.js';
import { recoveryProved } from './recovery.js';

const [YUNHAI, DIANCHI] = [...LICENCES.values()];

const tokenOf = (sub: string, ...by: readonly string[]): Readonly<Record<string, unknown>> => ({
  sub,
  act: { sub: by.at(-1) },
  approved_by: by.map((one) => ({ sub: one, amr: ['user'] })),
});

describe('A recovery', () => {
  let known: KnownSubjects;
  beforeEach(() => {
    known = new KnownSubjects();
  });

  it('is proved by the liaison, and says for which account', () => {
    expect(recoveryProved(YUNHAI!, tokenOf('account', 'liaison'), known)).toEqual({
      licence: YUNHAI,
      account: 'account',
      liaison: { sub: 'liaison', amr: ['user'] },
    });
  });

  it.each([
    ['nobody', tokenOf('account')],
    ['an account that vouches for itself', tokenOf('account', 'account')],
    ['more people than were asked', tokenOf('account', 'liaison', 'other')],
    ['an ordinary sign-in', { sub: 'account', amr: ['user'] }],
  ])('is not proved by %s', (_, claims) => {
    expect(recoveryProved(YUNHAI!, claims, known)).toBeUndefined();
  });

  it('is not proved by what is about another enterprise, or by another person, once their words are known', () => {
    recoveryProved(YUNHAI!, tokenOf('account', 'liaison'), known);
    recoveryProved(DIANCHI!, tokenOf('other account', 'other liaison'), known);
    expect(recoveryProved(YUNHAI!, tokenOf('other account', 'liaison'), known)).toBeUndefined();
    expect(recoveryProved(YUNHAI!, tokenOf('account', 'other liaison'), known)).toBeUndefined();
  });
});
