import { vouchedIn } from './vouched.js';

const HOLDER = { sub: 'holder', name: '张伟', amr: ['user'], auth_time: 1_700_000_000 };
const OPERATOR = { sub: 'operator' };

describe('Who approved, as an ID token says', () => {
  it('are all who did, and the person it was for', () => {
    const claims = { sub: 'holder', act: { sub: 'operator' }, approved_by: [HOLDER, OPERATOR] };
    expect(vouchedIn(claims)).toEqual({
      sub: 'holder',
      by: [
        { sub: 'holder', name: '张伟', amr: ['user'], verifiedAt: 1_700_000_000 },
        { sub: 'operator', amr: [] },
      ],
    });
  });

  it.each([
    ['of nobody', { sub: 'holder', act: { sub: 'holder' } }],
    ['of an empty list', { sub: 'holder', act: { sub: 'holder' }, approved_by: [] }],
    ['of somebody without a subject', { sub: 'holder', act: {}, approved_by: [{ name: '张伟' }] }],
    ['of one person twice', { sub: 'holder', act: { sub: 'operator' }, approved_by: [OPERATOR, OPERATOR] }],
    ['of another last one', { sub: 'holder', act: { sub: 'holder' }, approved_by: [HOLDER, OPERATOR] }],
    ['of no actor', { sub: 'holder', approved_by: [HOLDER] }],
    ['not for whom', { act: { sub: 'operator' }, approved_by: [OPERATOR] }],
  ])('is not taken from a token that tells %s', (_, claims) => {
    expect(vouchedIn(claims)).toBeUndefined();
  });
});
