import type { Claim } from '../../src/core/session-record.js';
import { TRANSITIONS } from '../../src/core/transitions.js';
import { ANNA, BERT, describeReply, given, goToAge, honest, recordOf, send } from './session-cast.js';
import type { Subject } from './store-under-test.js';

/** First scan owns it; frames; bound sessions. */
export function describeOwnership(subject: Subject): void {
  it.each(['app', 'person', 'phone_key'] as const)(
    'takes a claimant with another %s for somebody else',
    async (field) => {
      const sessionId = await given(subject(), ['scan']);
      const before = await recordOf(subject(), sessionId);
      const claim = { ...ANNA, [field]: 'another' };
      for (const event of ['scan', 'approve', 'deny'] as const) {
        expect(describeReply(await send(subject(), event, sessionId, { claim }))).toBe('claimed');
      }
      expect(await recordOf(subject(), sessionId)).toEqual(before);
    },
  );

  it('keeps what the first scan brought, whatever a repeat brings', async () => {
    const sessionId = await given(subject(), ['scan']);
    const set = { frame_index: '7', consent_hash: 'another' };
    expect(describeReply(await send(subject(), 'scan', sessionId, { set }))).toBe('repeated scanned 2');
    expect(await recordOf(subject(), sessionId)).toMatchObject({
      frame_index: '0',
      consent_hash: 'hash-of-consent-nonce',
    });
  });

  it('keeps the first reason, whatever a repeated denial says', async () => {
    const sessionId = await given(subject(), ['scan', 'deny']);
    expect(describeReply(await send(subject(), 'deny', sessionId, { set: { reason: 'declined' } }))).toBe(
      'repeated denied 3',
    );
    expect(await recordOf(subject(), sessionId)).toMatchObject({ reason: 'not_me' });
  });

  it.each([
    ['the current one', 2, 'applied scanned'],
    ['the one before', 1, 'applied scanned'],
    ['an older one', 0, 'stale_frame'],
    ['one that is yet to come', 3, 'wrong_proof'],
    ['none', undefined, 'wrong_proof'],
  ])('takes the frame for what it is: %s', async (_, frame, answer) => {
    const sessionId = await given(subject(), []);
    await goToAge(subject(), sessionId, 22_000);
    const { frame: _now, ...input } = honest('scan', sessionId);
    const shown = frame === undefined ? input : { ...input, frame };
    expect(describeReply(await subject().store.apply(TRANSITIONS.scan, shown))).toBe(answer);
  });

  it.each([
    ['the first one', 0, 'applied scanned'],
    ['one that is yet to come', 3, 'wrong_proof'],
  ])('takes any frame that was current once where a device shows the code: %s', async (_, frame, answer) => {
    const sessionId = await given(subject(), [], { flow: 'device' });
    await goToAge(subject(), sessionId, 22_000);
    expect(describeReply(await send(subject(), 'scan', sessionId, { frame }))).toBe(answer);
  });

  it('is opened without its code only where the portal sent it to the person', async () => {
    for (const flow of [{}, { flow: 'device' }] as const) {
      expect(describeReply(await send(subject(), 'open', await given(subject(), [], flow)))).toBe('wrong_proof');
    }
    const sessionId = await given(subject(), [], { flow: 'ciba', bound_to: String(ANNA.person) });
    const open = async (claim: Claim): Promise<string> =>
      describeReply(await send(subject(), 'open', sessionId, { claim: { ...claim, known_as: String(claim.person) } }));
    expect(await open(BERT)).toBe('not_bound');
    expect(await open(ANNA)).toBe('applied scanned');
    expect(await recordOf(subject(), sessionId)).toMatchObject({ via: 'request', person: ANNA.person });
  });

  it('refuses everybody but the person it is bound to, and stays open', async () => {
    const sessionId = await given(subject(), [], { bound_to: `someone ${String(ANNA.person)}` });
    const before = await recordOf(subject(), sessionId);
    const bert = { ...BERT, known_as: String(BERT.person) };
    expect(describeReply(await send(subject(), 'scan', sessionId, { claim: bert }))).toBe('not_bound');
    expect(describeReply(await send(subject(), 'scan', sessionId, { claim: ANNA }))).toBe('not_bound');
    expect(await recordOf(subject(), sessionId)).toEqual(before);
    const anna = { ...ANNA, known_as: String(ANNA.person) };
    expect(describeReply(await send(subject(), 'scan', sessionId, { claim: anna }))).toBe('applied scanned');
  });

  it('takes a name that is part of another for another', async () => {
    const sessionId = await given(subject(), [], { bound_to: `${String(ANNA.person)}-else` });
    const claim = { ...ANNA, known_as: String(ANNA.person) };
    expect(describeReply(await send(subject(), 'scan', sessionId, { claim }))).toBe('not_bound');
  });

  it('refuses every app when the portal trusts none', async () => {
    const sessionId = await given(subject(), [], { trusted_apps: '' });
    expect(describeReply(await send(subject(), 'scan', sessionId))).toBe('untrusted');
  });

  it('refuses an app that the portal does not trust, and stays open', async () => {
    const sessionId = await given(subject(), [], { trusted_apps: `https://other.example ${String(ANNA.app)}` });
    const claim = { ...ANNA, app: 'https://stranger.example' };
    expect(describeReply(await send(subject(), 'scan', sessionId, { claim }))).toBe('untrusted');
    expect(describeReply(await send(subject(), 'scan', sessionId))).toBe('applied scanned');
  });
}
