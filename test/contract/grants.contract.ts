import type { Grant, GrantEnd, GrantFacts } from '../../src/core/ports.js';
import { newSessionId } from './session-cast.js';
import type { Subject } from './store-under-test.js';

const FACTS: GrantFacts = {
  clientId: 'portal-1',
  accountId: 'account-1',
  scope: 'openid',
  codeHash: 'hash-of-authorization-code',
  claims: '{"name":"张伟"}',
  redirectUri: 'https://portal.example/back',
  codeChallenge: 'challenge',
  app: 'https://app.example',
  person: 'digest-of-anna',
};
const HOUR = 3_600_000;

/** What a session gave, and the mark that it counts no more. */
export function describeGrants(subject: Subject): void {
  const read = (id: string): Promise<Grant | undefined> => subject().grants.read(id);
  const open = (id: string, lifeMs = HOUR): Promise<Grant> => subject().grants.open(id, FACTS, lifeMs);
  const revoke = (id: string, lifeMs = HOUR, why: GrantEnd = 'signed_out'): Promise<Grant | undefined> =>
    subject().grants.revoke(id, lifeMs, why);
  const facts = async (id: string): Promise<unknown> => {
    const { openedMsAgo: _, seenMsAgo: __, ...rest } = (await read(id)) ?? {};
    return rest;
  };

  it('knows nothing of a grant that was neither opened nor revoked', async () => {
    expect(await read(newSessionId())).toBeUndefined();
  });

  it('keeps what was opened, for its life', async () => {
    const id = newSessionId();
    await open(id);
    expect(await facts(id)).toEqual({ ...FACTS, revoked: false });
    await subject().expectLife(id, HOUR, () => read(id));
  });

  it('keeps the facts of what is revoked', async () => {
    const id = newSessionId();
    await open(id);
    await revoke(id);
    expect(await facts(id)).toEqual({ ...FACTS, revoked: true });
  });

  it('leaves revoked what was revoked before it was opened', async () => {
    const id = newSessionId();
    await revoke(id);
    expect(await read(id)).toEqual({ revoked: true });
    expect(await open(id)).toMatchObject({ ...FACTS, revoked: true });
    expect(await facts(id)).toEqual({ ...FACTS, revoked: true });
  });

  it.each([
    ['opened for longer than it is revoked for', HOUR, HOUR / 2],
    ['revoked for longer than it was opened for', HOUR / 2, HOUR],
  ])('lives as long as the longest of its tokens when it is %s', async (_, openMs, revokeMs) => {
    const [id, revokedFirst] = [newSessionId(), newSessionId()];
    await open(id, openMs);
    await revoke(id, revokeMs);
    await subject().expectLife(id, HOUR, () => read(id));
    await revoke(revokedFirst, revokeMs);
    await open(revokedFirst, openMs);
    await subject().expectLife(revokedFirst, HOUR, () => read(revokedFirst));
  });

  it('revokes one grant and no other', async () => {
    const [id, other] = [newSessionId('AB'), newSessionId('AB')];
    await open(id);
    await open(other);
    await revoke(id);
    expect(await facts(other)).toEqual({ ...FACTS, revoked: false });
  });

  it('knows since when it is and when it was last used, by the store’s clock', async () => {
    const id = newSessionId();
    await open(id);
    subject().shiftTime(600_000);
    await subject().grants.touch(id);
    subject().shiftTime(60_000);
    const { openedMsAgo, seenMsAgo } = (await read(id)) ?? {};
    for (const [ago, leastMs] of [
      [openedMsAgo, 660_000],
      [seenMsAgo, 60_000],
    ] as const) {
      expect(ago).toBeGreaterThanOrEqual(leastMs);
      expect(ago).toBeLessThan(leastMs + 60_000);
    }
  });

  it('is not made by a touch, nor given a longer life', async () => {
    const [id, unopened] = [newSessionId(), newSessionId()];
    await open(id);
    await subject().grants.touch(id);
    await subject().grants.touch(unopened);
    expect(await read(unopened)).toBeUndefined();
    await subject().expectLife(id, HOUR, () => read(id));
  });

  it('puts on the session’s trail why it ended, once, and whether others could be told', async () => {
    const id = newSessionId();
    await open(id);
    await revoke(id, HOUR, 'not_me');
    await revoke(id, HOUR, 'replayed');
    await subject().grants.note(id, { event: 'backchannel_logout', outcome: 'undelivered' });
    const entry = { sessionId: id, clientId: 'portal-1', app: FACTS.app, person: FACTS.person, to: 'redeemed' };
    expect(await subject().store.audit(id)).toEqual([
      expect.objectContaining({ ...entry, event: 'sign_out', outcome: 'applied', reason: 'not_me' }),
      expect.objectContaining({ ...entry, event: 'backchannel_logout', outcome: 'undelivered' }),
    ]);
  });

  it('Invariant: a revocation at the same time as the opening is never lost', async () => {
    for (let round = 0; round < 100; round++) {
      const id = newSessionId();
      await Promise.all(round % 2 ? [revoke(id), open(id)] : [open(id), revoke(id)]);
      expect(await facts(id)).toEqual({ ...FACTS, revoked: true });
    }
  });

  it('Invariant: of eight revocations at once exactly one is told what it ended', async () => {
    for (let round = 0; round < 20; round++) {
      const id = newSessionId();
      await open(id);
      const told = await Promise.all(Array.from({ length: 8 }, () => revoke(id)));
      expect(told.filter(Boolean)).toEqual([expect.objectContaining({ ...FACTS, revoked: true })]);
    }
  });
}
