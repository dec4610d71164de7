import { STATES, type VisibleState } from '@saoma/protocol';
import { endingOf, mayChange } from './ending.js';

describe('What the phone says after the decision', () => {
  it('is success for one state only, and only as long as nothing was revoked', () => {
    const states: readonly VisibleState[] = [...STATES, 'expired'];
    expect(states.filter((state) => endingOf(state, undefined) === 'done')).toEqual(['redeemed']);
    expect(states.filter((state) => endingOf(state, 'not_completed') === 'done')).toEqual([]);
  });

  it.each([
    ['approved', undefined, 'waiting'],
    ['redeemed', 'not_completed', 'not_completed'],
    ['expired', 'not_completed', 'not_completed'],
    ['expired', undefined, 'expired'],
    ['denied', 'declined', 'declined'],
    ['denied', 'not_me', 'not_me'],
    ['denied', 'check_failed', 'check_failed'],
    ['cancelled', undefined, 'cancelled'],
    ['cancelled', 'ended_by_operator', 'ended_by_operator'],
    ['pending', undefined, 'counted'],
    ['checking', undefined, 'elsewhere'],
  ] as const)('%s for the reason %s reads as %s', (state, reason, ending) => {
    expect(endingOf(state, reason)).toBe(ending);
  });

  it('is looked at further while it may still turn out otherwise', () => {
    const endings = ['waiting', 'done', 'counted', 'not_completed', 'declined', 'cancelled'] as const;
    expect(endings.filter(mayChange)).toEqual(['waiting', 'done']);
  });
});
