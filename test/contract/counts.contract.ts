import type { Fields } from '../../src/core/session-record.js';
import { describeReply, given, PROOFS, recordOf, send } from './session-cast.js';
import type { Subject } from './store-under-test.js';

/** What may happen so often and not more. */
export function describeCounts(subject: Subject): void {
  const refuse = async (sessionId: string, refused: Fields['refused'] = 'app_not_trusted'): Promise<string> =>
    describeReply(await send(subject(), 'refuse', sessionId, { set: { refused: refused ?? 'app_not_trusted' } }));
  const ask = async (sessionId: string, hash: string): Promise<string> =>
    describeReply(
      await send(subject(), 'user_code', sessionId, {
        proof: { ...PROOFS.user_code, user_code_hash: hash },
        set: { user_code_hash: hash },
      }),
    );

  it('tells the desktop of five refused scans, leaving the session its time, and of no more', async () => {
    const sessionId = await given(subject(), []);
    const { expires_at: end } = await recordOf(subject(), sessionId);
    for (let time = 1; time < 5; time++) expect(await refuse(sessionId)).toBe('applied pending');
    expect(await refuse(sessionId, 'not_for_you')).toBe('applied pending');
    expect(await refuse(sessionId)).toBe('too_often');
    expect(await recordOf(subject(), sessionId)).toMatchObject({
      ...{ state: 'pending', rev: '6', expires_at: end, refusals: '5', refused: 'not_for_you' },
    });
    expect((await subject().store.audit(sessionId)).map(({ event, outcome }) => `${event} ${outcome}`)).toEqual([
      'start applied',
      ...Array<string>(5).fill('refuse applied'),
      'refuse too_often',
    ]);
  });

  it('counts early polls wherever the session stands, gives it no time for them, and no more than nine', async () => {
    const sessionId = await given(subject(), ['scan']);
    const { expires_at: end } = await recordOf(subject(), sessionId);
    const poll = async (): Promise<string> => describeReply(await send(subject(), 'slow_down', sessionId));
    for (let time = 0; time < 9; time++) expect(await poll()).toBe('applied scanned');
    expect(await poll()).toBe('too_often');
    expect(await recordOf(subject(), sessionId)).toMatchObject({ state: 'scanned', slow_downs: '9', expires_at: end });
  });

  it('forgets the refused scan once the right one came', async () => {
    const sessionId = await given(subject(), ['refuse', 'scan']);
    expect(await recordOf(subject(), sessionId)).not.toHaveProperty('refused');
  });

  it('repeats the typed code that is on record, and makes another five times at most', async () => {
    const sessionId = await given(subject(), []);
    for (const hash of ['letters', 'digits', 'letters', 'digits', 'letters']) {
      expect(await ask(sessionId, hash)).toBe('applied pending');
      expect(await ask(sessionId, hash)).toMatch(/^repeated pending/);
    }
    expect(await ask(sessionId, 'digits')).toBe('too_often');
    expect(await recordOf(subject(), sessionId)).toMatchObject({ user_code_hash: 'letters', user_codes: '5' });
  });

  it('takes only the typed code that was made last', async () => {
    const sessionId = await given(subject(), []);
    await ask(sessionId, 'letters');
    await ask(sessionId, 'digits');
    const enter = async (hash: string): Promise<string> =>
      describeReply(await send(subject(), 'enter', sessionId, { proof: { user_code_hash: hash } }));
    expect(await enter('letters')).toBe('wrong_proof');
    expect(await enter('digits')).toBe('applied scanned');
  });
}
