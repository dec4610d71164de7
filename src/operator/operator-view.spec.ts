import { subjectView } from './operator-view.js';

const NOBODY = { subject: 'word', audit: [] };

describe('what stands against a person, as an operator sees it', () => {
  it('says for how long a factor is locked', () => {
    const standing = { failures: 5, factorLock: { remainingMs: 290_000 } };
    expect(subjectView({ ...NOBODY, standing })).toEqual({
      ...{ ...NOBODY, locked: true, failures: 5 },
      factor_lock: { remaining_ms: 290_000 },
    });
  });

  it('says no time where only an operator unlocks', () => {
    const standing = { failures: 100, factorLock: { untilUnlocked: true } } as const;
    expect(subjectView({ ...NOBODY, standing })).toEqual({
      ...{ ...NOBODY, locked: true, failures: 100 },
      factor_lock: {},
    });
  });

  it('counts failures that have not locked, and no more', () => {
    expect(subjectView({ ...NOBODY, standing: { failures: 4 } })).toEqual({ ...NOBODY, locked: false, failures: 4 });
  });

  it('names nobody for what came by itself', () => {
    const entry = { subject: 'word', event: 'factor_locked', atMs: Date.UTC(2026, 10, 22) } as const;
    expect(subjectView({ ...NOBODY, standing: { failures: 5 }, audit: [entry] }).audit).toEqual([
      { event: 'factor_locked', outcome: 'applied', at: '2026-11-22T00:00:00.000Z' },
    ]);
  });

  it('says why somebody was kept out', () => {
    const entry = { subject: 'word', event: 'kept_out', outcome: 'subject_locked', atMs: 0 } as const;
    expect(subjectView({ ...NOBODY, standing: { failures: 0 }, audit: [entry] }).audit).toMatchObject([
      { event: 'kept_out', outcome: 'subject_locked' },
    ]);
  });
});
