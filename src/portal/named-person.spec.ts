import { randomBytes } from 'node:crypto';
import type { Portal } from '../core/ports.js';
import { Secrets } from '../core/secrets.js';
import { namedPerson } from './named-person.js';

describe('whom a login_hint names', () => {
  const secrets = new Secrets([{ kid: 'k', secret: randomBytes(32) }], randomBytes(32));
  const portal = { clientId: 'etax', subjectType: 'pairwise' } as Portal;
  const { sub } = secrets.portalSubject(secrets.person('etax', 'zhang'), { clientId: 'etax', startedAtMs: 0 });

  it.each([
    ['account:A-1', { account: 'A-1' }],
    ['account:sub:A-1', { account: 'sub:A-1' }],
    [`sub:${sub}`, { sub }],
    [sub, { sub }],
    ['sub:of somebody else', { sub: 'of somebody else' }],
    ['张伟', undefined],
    ['zhang@example.cn', undefined],
    ['', undefined],
    ['account:', undefined],
    [`account:${'a'.repeat(256)}`, undefined],
  ])('%s', (text, named) => {
    expect(namedPerson(text, portal, secrets)).toEqual(named);
  });

  it('a sub of another portal’s names nobody', () => {
    expect(namedPerson(sub, { ...portal, clientId: 'other' }, secrets)).toBeUndefined();
  });
});
