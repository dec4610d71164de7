import type { StepInput } from '../../src/core/step.js';
import type { EventName } from '../../src/core/transitions.js';
import {
  ANNA,
  BERT,
  CLIENT_ID,
  describeReply,
  given,
  goToAge,
  goToEnd,
  HASHES,
  newSessionId,
  secret,
  send,
} from './session-cast.js';
import type { Subject } from './store-under-test.js';

/** One entry per applied event and per refusal of somebody who proved who they are. */
export function describeAudit(subject: Subject): void {
  const trail = async (sessionId: string): Promise<string[]> =>
    (await subject().store.audit(sessionId)).map(
      ({ event, outcome, from, to, rev }) => `${event} ${outcome}: ${from || '–'} → ${to}, ${rev}`,
    );

  it('has one entry for each applied event, oldest first', async () => {
    const sessionId = await given(subject(), ['extend', 'scan', 'approve', 'check', 'redeem'], { check: '1' });
    expect(await trail(sessionId)).toEqual([
      'start applied: – → pending, 1',
      'extend applied: pending → pending, 2',
      'scan applied: pending → scanned, 3',
      'approve applied: scanned → checking, 4',
      'check applied: checking → approved, 5',
      'redeem applied: approved → redeemed, 6',
    ]);
  });

  it('says whose session it was, and when by the store’s clock', async () => {
    const sessionId = await given(subject(), []);
    const reply = await send(subject(), 'scan', sessionId);
    if (reply.outcome !== 'applied') throw new Error(describeReply(reply));
    expect(await subject().store.audit(sessionId)).toEqual([
      expect.objectContaining({
        sessionId,
        event: 'start',
        clientId: CLIENT_ID,
        atMs: Number(reply.record.created_at),
      }),
      {
        ...{ sessionId, event: 'scan', outcome: 'applied', from: 'pending', to: 'scanned', rev: 2 },
        ...{ atMs: reply.nowMs, clientId: CLIENT_ID, app: ANNA.app, person: ANNA.person },
      },
    ]);
  });

  it('says who was refused, not whose session it is', async () => {
    const sessionId = await given(subject(), ['scan']);
    await send(subject(), 'approve', sessionId, { claim: BERT });
    expect((await subject().store.audit(sessionId)).at(-1)).toMatchObject({ outcome: 'claimed', person: BERT.person });
  });

  it.each<[string, EventName[], EventName, Partial<StepInput>, string]>([
    ['after its end', ['cancel'], 'extend', {}, 'extend terminal: cancelled → cancelled, 2'],
    ['by somebody else', ['scan'], 'scan', { claim: BERT }, 'scan claimed: scanned → scanned, 2'],
    ['in the wrong state', ['scan'], 'extend', {}, 'extend wrong_state: scanned → scanned, 2'],
  ])('has an entry for a refusal %s', async (_, events, event, input, entry) => {
    const sessionId = await given(subject(), events);
    await send(subject(), event, sessionId, input);
    expect((await trail(sessionId)).slice(events.length + 1)).toEqual([entry]);
  });

  it('has an entry for what came too late', async () => {
    const sessionId = await given(subject(), []);
    await goToEnd(subject(), sessionId, 0);
    await send(subject(), 'extend', sessionId);
    expect((await trail(sessionId)).at(-1)).toBe('extend expired: pending → pending, 1');
  });

  it('has an entry for a stale frame', async () => {
    const sessionId = await given(subject(), []);
    await goToAge(subject(), sessionId, 35_000);
    await send(subject(), 'scan', sessionId);
    expect((await trail(sessionId)).at(-1)).toBe('scan stale_frame: pending → pending, 1');
  });

  it('has an entry for an app and for a person that may not', async () => {
    const sessionId = await given(subject(), [], { trusted_apps: String(ANNA.app), bound_to: String(ANNA.person) });
    await send(subject(), 'scan', sessionId, { claim: { ...ANNA, app: 'https://stranger.example' } });
    await send(subject(), 'scan', sessionId, { claim: BERT });
    expect((await trail(sessionId)).slice(1)).toEqual([
      'scan untrusted: pending → pending, 1',
      'scan not_bound: pending → pending, 1',
    ]);
  });

  it('has an entry for each wrong short secret, and says which one ended the session', async () => {
    const sessionId = await given(subject(), ['scan', 'approve'], { check: '1' });
    for (let time = 0; time < 3; time++) await send(subject(), 'check', sessionId, secret('wrong'));
    expect((await trail(sessionId)).slice(3)).toEqual([
      'check wrong_secret: checking → checking, 3',
      'check wrong_secret: checking → checking, 3',
      'check wrong_secret: checking → denied, 4',
    ]);
  });

  it('has none for whoever proves nothing, and none for a repeat', async () => {
    const sessionId = await given(subject(), ['scan']);
    await send(subject(), 'cancel', sessionId, { proof: {} });
    await send(subject(), 'approve', sessionId, { proof: { consent_hash: 'guessed' } });
    await send(subject(), 'start', sessionId);
    await send(subject(), 'scan', sessionId);
    expect(await trail(sessionId)).toHaveLength(2);
    const unknown = newSessionId();
    await send(subject(), 'cancel', unknown);
    expect(await trail(unknown)).toEqual([]);
  });

  it('keeps the trails of two sessions of one partition apart', async () => {
    const first = await given(subject(), []);
    const second = newSessionId(first.slice(0, 2));
    await send(subject(), 'start', second);
    await send(subject(), 'cancel', second);
    expect(await trail(first)).toHaveLength(1);
    expect(await trail(second)).toHaveLength(2);
  });

  it('holds no secret, not even as a hash', async () => {
    const sessionId = await given(subject(), ['scan', 'approve', 'check', 'redeem'], { check: '1' });
    await send(subject(), 'check', sessionId, { secret: '123456' });
    const written = JSON.stringify(await subject().store.audit(sessionId));
    for (const hidden of [...Object.values(HASHES), String(ANNA.phone_key), '123456']) {
      expect(written).not.toContain(hidden);
    }
  });

  it('keeps nothing of what was only presented', async () => {
    const sessionId = await given(subject(), ['scan', 'approve'], { check: '1' });
    await send(subject(), 'check', sessionId, { secret: 'presented-digits' });
    await send(subject(), 'approve', sessionId, { proof: { consent_hash: 'presented-nonce' }, claim: BERT });
    const kept = JSON.stringify([await subject().store.read(sessionId), await subject().store.audit(sessionId)]);
    expect(kept).not.toContain('presented');
  });
}
