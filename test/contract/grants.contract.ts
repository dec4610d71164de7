import type { GrantFacts } from '../../src/core/ports.js';
import { newSessionId } from './session-cast.js';
import type { Subject } from './store-under-test.js';

const FACTS: GrantFacts = {
  clientId: 'portal-1',
  accountId: 'account-1',
  scope: 'openid',
  codeHash: 'hash-of-authorization-code',
  redirectUri: 'https://portal.example/back',
  codeChallenge: 'challenge',
};
const HOUR = 3_600_000;

/** The mark on what a session gave. */
export function describeGrants(subject: Subject): void {
  it('knows nothing of a grant that was neither opened nor revoked', async () => {
    expect(await subject().grants.read(newSessionId())).toBeUndefined();
  });

  it('keeps what was opened, for its life', async () => {
    const id = newSessionId();
    await subject().grants.open(id, FACTS, HOUR);
    expect(await subject().grants.read(id)).toEqual({ ...FACTS, revoked: false });
    await subject().expectLife(id, HOUR, () => subject().grants.read(id));
  });

  it('keeps the facts of what is revoked', async () => {
    const id = newSessionId();
    await subject().grants.open(id, FACTS, HOUR);
    await subject().grants.revoke(id, HOUR);
    expect(await subject().grants.read(id)).toEqual({ ...FACTS, revoked: true });
  });

  it('leaves revoked what was revoked before it was opened', async () => {
    const id = newSessionId();
    await subject().grants.revoke(id, HOUR);
    expect(await subject().grants.read(id)).toEqual({ revoked: true });
    await subject().grants.open(id, FACTS, HOUR);
    expect(await subject().grants.read(id)).toEqual({ ...FACTS, revoked: true });
  });

  it.each([
    ['opened for longer than it is revoked for', HOUR, HOUR / 2],
    ['revoked for longer than it was opened for', HOUR / 2, HOUR],
  ])('lives as long as the longest of its tokens when it is %s', async (_, openMs, revokeMs) => {
    const [id, revokedFirst] = [newSessionId(), newSessionId()];
    await subject().grants.open(id, FACTS, openMs);
    await subject().grants.revoke(id, revokeMs);
    await subject().expectLife(id, HOUR, () => subject().grants.read(id));
    await subject().grants.revoke(revokedFirst, revokeMs);
    await subject().grants.open(revokedFirst, FACTS, openMs);
    await subject().expectLife(revokedFirst, HOUR, () => subject().grants.read(revokedFirst));
  });

  it('revokes one grant and no other', async () => {
    const [id, other] = [newSessionId('AB'), newSessionId('AB')];
    await subject().grants.open(id, FACTS, HOUR);
    await subject().grants.open(other, FACTS, HOUR);
    await subject().grants.revoke(id, HOUR);
    expect(await subject().grants.read(other)).toEqual({ ...FACTS, revoked: false });
  });

  it('Invariant: a revocation at the same time as the opening is never lost', async () => {
    for (let round = 0; round < 100; round++) {
      const id = newSessionId();
      const revoke = (): Promise<void> => subject().grants.revoke(id, HOUR);
      const open = (): Promise<void> => subject().grants.open(id, FACTS, HOUR);
      await Promise.all(round % 2 ? [revoke(), open()] : [open(), revoke()]);
      expect(await subject().grants.read(id)).toEqual({ ...FACTS, revoked: true });
    }
  });
}
