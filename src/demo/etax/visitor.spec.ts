import { visitorOf } from './visitor.js';

const SUB = 'pairwise-of-zhang';
const YUNHAI = { type: 'enterprise', name: '云海商贸有限公司', code: '91530100MA6K5XUN1B' };

describe('Who an ID token says is there', () => {
  const identityIn = (identity: unknown): unknown => visitorOf({ sub: SUB, identity }).identity;

  it('is a person and as what they act, where the person is who acts', () => {
    expect(identityIn({ ...YUNHAI, act: { sub: SUB } })).toEqual(YUNHAI);
    const agency = { name: '翠湖税务师事务所', code: '91530100MA7H8K2X0H' };
    const client = { ...YUNHAI, type: 'agency_client', agency };
    expect(identityIn({ ...client, act: { sub: SUB } })).toEqual(client);
  });

  it.each([
    ['somebody else acts', { ...YUNHAI, act: { sub: 'another' } }],
    ['nobody is said to act', YUNHAI],
    ['the kind is unknown', { ...YUNHAI, type: 'emperor', act: { sub: SUB } }],
    ['it has no code', { type: 'enterprise', name: '云海商贸有限公司', act: { sub: SUB } }],
    ['it is no identity', YUNHAI.name],
    ['there is none', undefined],
  ])('is the person alone when %s', (_, identity) => {
    expect(identityIn(identity)).toBeUndefined();
  });
});
