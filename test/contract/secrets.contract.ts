import { FRAME_MS } from '@saoma/protocol';
import { describeReply, given, goToAge, goToEnd, PROOFS, recordOf, secret, send } from './session-cast.js';
import type { Subject } from './store-under-test.js';

/** The check code: three tries, counted only where it could have been right. */
export function describeSecrets(subject: Subject): void {
  const checking = (): Promise<string> => given(subject(), ['scan', 'approve'], { check: '1' });
  const type = async (sessionId: string, which: 'right' | 'wrong'): Promise<string> =>
    describeReply(await send(subject(), 'check', sessionId, secret(which)));

  it('ends the session with the third wrong code', async () => {
    const sessionId = await checking();
    const before = await recordOf(subject(), sessionId);
    expect(await type(sessionId, 'wrong')).toBe('wrong_secret 2 checking');
    expect(await type(sessionId, 'wrong')).toBe('wrong_secret 1 checking');
    expect(await recordOf(subject(), sessionId)).toEqual({ ...before, check_tries: '2' });
    expect(await type(sessionId, 'wrong')).toBe('wrong_secret 0 denied');
    const after = await recordOf(subject(), sessionId);
    expect(after).toEqual({
      ...before,
      check_tries: '3',
      state: 'denied',
      reason: 'check_failed',
      rev: '4',
      expires_at: expect.any(String) as string,
    });
    expect(Number(after.expires_at)).toBeLessThan(Number(before.expires_at));
    expect(await type(sessionId, 'right')).toBe('terminal denied');
    expect(await recordOf(subject(), sessionId)).toEqual(after);
  });

  it('takes the right code after two wrong ones', async () => {
    const sessionId = await checking();
    await type(sessionId, 'wrong');
    await type(sessionId, 'wrong');
    expect(await type(sessionId, 'right')).toBe('applied approved');
    expect(await recordOf(subject(), sessionId)).toMatchObject({ state: 'approved', rev: '4' });
  });

  it('gives a wrong code no new life', async () => {
    const sessionId = await checking();
    const { expires_at: end } = await recordOf(subject(), sessionId);
    await goToEnd(subject(), sessionId, -20_000);
    await type(sessionId, 'wrong');
    expect((await recordOf(subject(), sessionId)).expires_at).toBe(end);
    const other = await checking();
    await type(other, 'wrong');
    await subject().expectLife(other, 180_000, () => subject().store.read(other));
  });

  it.each([
    ['before the approval', ['scan'] as const],
    ['after the check', ['scan', 'approve', 'check'] as const],
    ['after the end', ['scan', 'approve', 'cancel'] as const],
  ])('counts no code in the wrong state: %s', async (_, events) => {
    const sessionId = await given(subject(), events, { check: '1' });
    const before = await recordOf(subject(), sessionId);
    expect(await type(sessionId, 'wrong')).toMatch(/^(wrong_state|terminal)/);
    expect(await recordOf(subject(), sessionId)).toEqual(before);
  });

  it('counts no code that comes too late', async () => {
    const sessionId = await checking();
    await goToEnd(subject(), sessionId, 0);
    expect(await type(sessionId, 'wrong')).toBe('expired');
    expect(await recordOf(subject(), sessionId)).not.toHaveProperty('check_tries');
  });

  it('counts no code of somebody who is not the desktop', async () => {
    const sessionId = await checking();
    const proof = { ...PROOFS.check, desktop_hash: 'not the right one' };
    const reply = await send(subject(), 'check', sessionId, { proof, ...secret('wrong') });
    expect(describeReply(reply)).toBe('wrong_proof');
    expect(await recordOf(subject(), sessionId)).not.toHaveProperty('check_tries');
  });

  it.each([
    ['of the moment of the approval', 3, 'stale_frame'],
    ['that claimed', 2, 'stale_frame'],
    ['that came next', 4, 'applied approved'],
    ['that is shown now', 5, 'applied approved'],
    ['that is yet to come', 6, 'wrong_proof'],
  ])('takes a second scan of a later frame only: one %s', async (_, frame, answer) => {
    const sessionId = await given(subject(), [], { check: '1' });
    await goToAge(subject(), sessionId, 2 * FRAME_MS);
    await send(subject(), 'scan', sessionId, { frame: 2 });
    await goToAge(subject(), sessionId, 3 * FRAME_MS);
    await send(subject(), 'approve', sessionId);
    expect(await recordOf(subject(), sessionId)).toMatchObject({ state: 'checking', approved_frame: '3' });
    // A frame is good as long as it is shown and once more as long; that of the approval is not even that.
    await goToAge(subject(), sessionId, frame === 3 ? 3 * FRAME_MS + 100 : 5 * FRAME_MS);
    expect(describeReply(await send(subject(), 'rescan', sessionId, { frame }))).toBe(answer);
  });

  it('takes no second scan of a code whose time is over, not even one that stands still', async () => {
    const sessionId = await given(subject(), ['scan', 'approve'], { check: '1', flow: 'device' });
    await goToAge(subject(), sessionId, 5 * FRAME_MS);
    expect(describeReply(await send(subject(), 'rescan', sessionId, { frame: 3 }))).toBe('stale_frame');
  });
}
