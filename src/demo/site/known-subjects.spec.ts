import { KnownSubjects } from './known-subjects.js';

describe('What a site knows of the words for its people', () => {
  it('is the first that each was named by', () => {
    const known = new KnownSubjects();
    expect(known.agree({ holder: 'a' })).toBe(true);
    expect(known.agree({ holder: 'a', operator: 'b' })).toBe(true);
    expect(known.agree({ holder: 'b' })).toBe(false);
    expect(known.agree({ operator: 'b' })).toBe(true);
  });

  it('does not grow by what does not agree', () => {
    const known = new KnownSubjects();
    known.agree({ holder: 'a' });
    expect(known.agree({ holder: 'x', operator: 'y' })).toBe(false);
    expect(known.agree({ holder: 'a', operator: 'b' })).toBe(true);
  });
});
