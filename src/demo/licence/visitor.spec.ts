import { YUNHAI_TRADING } from '../organizations.js';
import { LICENCES } from './licences.js';
import { visitorOf } from './visitor.js';

const { code, name } = YUNHAI_TRADING;
const act = { sub: 'person' };

describe('Who signs in to the licence site', () => {
  it('is an enterprise and the person who acts for it', () => {
    const identity = { type: 'enterprise', name, code, act };
    expect(visitorOf({ sub: 'person', name: '张伟', amr: ['user'], auth_time: 1_700_000_000, identity })).toEqual({
      licence: LICENCES.get(code),
      person: { sub: 'person', name: '张伟', amr: ['user'], verifiedAt: 1_700_000_000 },
    });
  });

  it.each([
    ['a person', {}],
    ['the client of an agency', { identity: { type: 'agency_client', name, code, act } }],
    ['one without a licence here', { identity: { type: 'enterprise', name, code: '91530100MA7H8K2X0H', act } }],
    ['an enterprise by its name only', { identity: { type: 'enterprise', name, act } }],
    ['an enterprise for which nobody acts', { identity: { type: 'enterprise', name, code } }],
    ['one for which somebody else acts', { identity: { type: 'enterprise', name, code, act: { sub: 'other' } } }],
  ])('is not %s', (_, claims) => {
    expect(visitorOf({ sub: 'person', name: '张伟', ...claims })).toBeUndefined();
  });
});
