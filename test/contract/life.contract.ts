import { ANNA, describeReply, given, goToAge, goToEnd, recordOf, send } from './session-cast.js';
import type { Subject } from './store-under-test.js';

const TEN_MINUTES = 600_000;
const GRACE = 60_000;

/** Ten minutes' ceiling, grace, the key's own life. */
export function describeLife(subject: Subject): void {
  const ageAtEnd = async (sessionId: string): Promise<number> => {
    const { created_at: from, expires_at: to } = await recordOf(subject(), sessionId);
    return Number(to) - Number(from);
  };

  it('ends after ten minutes however often it is extended', async () => {
    const sessionId = await given(subject(), []);
    const ages: number[] = [await ageAtEnd(sessionId)];
    for (let time = 0; time < 6; time++) {
      await send(subject(), 'extend', sessionId);
      ages.push(await ageAtEnd(sessionId));
    }
    expect(ages).toEqual([120_000, 240_000, 360_000, 480_000, TEN_MINUTES, TEN_MINUTES, TEN_MINUTES]);
  });

  it('ends after ten minutes whoever scans and approves near the end', async () => {
    const sessionId = await given(subject(), ['extend', 'extend', 'extend', 'extend']);
    await goToAge(subject(), sessionId, TEN_MINUTES - 30_000);
    expect(describeReply(await send(subject(), 'scan', sessionId, { frame: 57 }))).toBe('applied scanned');
    expect(await ageAtEnd(sessionId)).toBe(TEN_MINUTES);
    expect(describeReply(await send(subject(), 'approve', sessionId))).toBe('applied approved');
    expect(await ageAtEnd(sessionId)).toBe(TEN_MINUTES);
    await goToEnd(subject(), sessionId, 0);
    expect(describeReply(await send(subject(), 'redeem', sessionId))).toBe('expired');
  });

  it('tells latecomers for a minute that the session expired, and then knows it no more', async () => {
    const sessionId = await given(subject(), ['scan']);
    await subject().expectLife(sessionId, 120_000 + GRACE, () => subject().store.read(sessionId));
    const other = await given(subject(), ['scan']);
    await goToEnd(subject(), other, GRACE - 2_000);
    expect(describeReply(await send(subject(), 'approve', other))).toBe('expired');
    expect(await subject().store.read(other)).toMatchObject({ record: { state: 'scanned' } });
  });

  it.each([
    ['a start', [], 120_000],
    ['an extension', ['extend'], 240_000],
    ['a scan', ['scan'], 120_000],
    ['an approval', ['scan', 'approve'], 60_000],
    ['a denial', ['scan', 'deny'], 0],
    ['a cancellation', ['cancel'], 0],
    ['a redemption', ['scan', 'approve', 'redeem'], 0],
  ] as const)('keeps the record after %s for its life and the grace', async (_, events, lifeMs) => {
    const sessionId = await given(subject(), events);
    await subject().expectLife(sessionId, lifeMs + GRACE, () => subject().store.read(sessionId));
  });

  it('gives a refused or repeated event no new life', async () => {
    const sessionId = await given(subject(), ['scan']);
    await goToEnd(subject(), sessionId, -5_000);
    const before = await recordOf(subject(), sessionId);
    expect(describeReply(await send(subject(), 'scan', sessionId))).toBe('repeated scanned 2');
    expect(describeReply(await send(subject(), 'approve', sessionId, { claim: { ...ANNA, phone_key: 'other' } }))).toBe(
      'claimed',
    );
    expect(await recordOf(subject(), sessionId)).toEqual(before);
  });

  it('reads time and record in one look', async () => {
    const sessionId = await given(subject(), []);
    await goToAge(subject(), sessionId, 50_000);
    const snapshot = await subject().store.read(sessionId);
    const ageMs = Number(snapshot?.nowMs) - Number(snapshot?.record.created_at);
    expect(ageMs).toBeGreaterThanOrEqual(50_000);
    expect(ageMs).toBeLessThan(60_000);
  });

  it('knows nothing of a session that never began', async () => {
    expect(await subject().store.read('A'.repeat(26))).toBeUndefined();
  });
}
