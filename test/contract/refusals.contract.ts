import type { StepReply } from '../../src/core/step.js';
import type { Transition } from '../../src/core/transition.js';
import { TRANSITIONS } from '../../src/core/transitions.js';
import {
  ANNA,
  BERT,
  describeReply,
  given,
  goToAge,
  goToEnd,
  honest,
  newField,
  newSessionId,
  PROOFS,
  secret,
  send,
} from './session-cast.js';
import type { Subject } from './store-under-test.js';

const FUTURE_FRAME = 99;
const NO_PROOF = { proof: {} };

/** Every refusal that a row can name, so that two of them can be due at once. */
const PICKY: Transition = {
  event: 'picky',
  from: ['approved'],
  to: 'approved',
  proof: [],
  claim: ['app', 'person', 'phone_key'],
  within: [
    { field: 'app', list: 'trusted_apps', reason: 'untrusted' },
    { field: 'known_as', list: 'bound_to', reason: 'not_bound' },
  ],
  once: { field: 'person', list: newField('counted') },
  atMost: { field: newField('times'), times: 1 },
  unless: { field: newField('others'), reason: 'not_alone' },
  demands: [{ given: 'amr', list: 'required_amr', reason: 'insufficient' }],
  fresh: { given: 'auth_time', maxAge: 'max_age', toleranceMs: 0 },
  spaced: { last: newField('last'), firstMs: 30_000 },
  secret: {
    field: newField('pin_hash'),
    count: newField('pin_tries'),
    tries: 3,
    spent: { to: 'denied', sets: {}, clears: [], life: { from: 'over', ms: 0 } },
  },
  sets: [],
  life: { from: 'deadline', ms: 0 },
};

/** Puts any fields on record, as the rows of tomorrow will. */
const PREPARE: Transition = {
  event: 'prepare',
  from: ['pending', 'scanned', 'approved'],
  to: 'pending',
  proof: [],
  sets: [
    'trusted_apps',
    'bound_to',
    'required_amr',
    'max_age',
    ...['counted', 'times', 'pin_hash', 'others', 'last'].map(newField),
  ],
  life: { from: 'now', ms: 120_000 },
};

/** One test for each pair of neighbours: where both hold, the first is told. */
export function describeRefusals(subject: Subject): void {
  const said = async (reply: Promise<StepReply>): Promise<string> => describeReply(await reply);
  /** PICKY on a session with these fields on record, in the state it asks for or not. */
  const picky = async (fields: Record<string, string>, approved: boolean, input = {}): Promise<string> => {
    const sessionId = await given(subject(), []);
    const row: Transition = { ...PREPARE, to: approved ? 'approved' : 'pending' };
    await subject().store.apply(row, { sessionId, set: fields });
    return said(subject().store.apply(PICKY, { sessionId, claim: ANNA, ...input }));
  };

  it('tells an unknown session before a wrong proof', async () => {
    expect(await said(send(subject(), 'cancel', newSessionId(), NO_PROOF))).toBe('missing');
  });

  it('answers a repeat before it looks at the proof', async () => {
    const sessionId = await given(subject(), ['scan', 'approve']);
    expect(await said(send(subject(), 'scan', sessionId, { frame: FUTURE_FRAME }))).toBe('repeated scanned 2');
    expect(await said(send(subject(), 'approve', sessionId, NO_PROOF))).toBe('repeated approved 3');
  });

  it('refuses a wrong proof before it tells that the session has ended', async () => {
    const sessionId = await given(subject(), ['scan', 'deny']);
    expect(await said(send(subject(), 'cancel', sessionId, NO_PROOF))).toBe('wrong_proof');
    expect(await said(send(subject(), 'scan', sessionId, { claim: BERT, frame: FUTURE_FRAME }))).toBe('wrong_proof');
  });

  it('tells a stale frame before it tells that the session has ended', async () => {
    const sessionId = await given(subject(), ['cancel']);
    await goToAge(subject(), sessionId, 35_000);
    expect(await said(send(subject(), 'scan', sessionId))).toBe('stale_frame');
  });

  it('tells how the session ended before it tells that time is over', async () => {
    const sessionId = await given(subject(), ['scan', 'deny']);
    await goToEnd(subject(), sessionId, 30_000);
    expect(await said(send(subject(), 'extend', sessionId))).toBe('terminal denied');
  });

  it('tells that time is over before it tells that somebody else holds the session', async () => {
    const sessionId = await given(subject(), ['scan']);
    await goToEnd(subject(), sessionId, 1_000);
    expect(await said(send(subject(), 'approve', sessionId, { claim: BERT }))).toBe('expired');
  });

  it('tells that somebody else holds the session before it looks whom the portal trusts', async () => {
    const sessionId = await given(subject(), ['scan'], { trusted_apps: String(ANNA.app) });
    const claim = { ...BERT, app: 'https://stranger.example' };
    expect(await said(send(subject(), 'scan', sessionId, { claim }))).toBe('claimed');
  });

  it('tells that the app is not trusted before it looks for whom the session is', async () => {
    const sessionId = await given(subject(), [], { trusted_apps: 'https://trusted.example', bound_to: 'nobody-here' });
    expect(await said(send(subject(), 'scan', sessionId))).toBe('untrusted');
  });

  it('tells for whom it is not before it tells that this person was counted', async () => {
    expect(await picky({ bound_to: 'nobody-here', counted: String(ANNA.person) }, true)).toBe('not_bound');
  });

  it('tells that this person was counted before it looks at the state', async () => {
    expect(await picky({ counted: String(ANNA.person) }, false)).toBe('already_counted');
  });

  it('tells the state before it tells that others must do the same', async () => {
    expect(await picky({ others: '1' }, false)).toBe('wrong_state pending');
  });

  it('tells that others must do the same before it asks for a factor', async () => {
    expect(await picky({ others: '1', required_amr: 'face' }, true)).toBe('not_alone');
  });

  it('asks for a factor before it looks how old it is, and how often the event was applied', async () => {
    expect(await picky({ required_amr: 'face', max_age: '60', times: '1' }, true)).toBe('insufficient');
    expect(await picky({ max_age: '60', times: '1' }, true)).toBe('insufficient');
  });

  it('tells that it was applied too often before it tells that it is too soon', async () => {
    expect(await picky({ times: '1', last: '99999999999999' }, true)).toBe('too_often');
    expect(await picky({ last: '99999999999999', pin_hash: 'right' }, true)).toBe('too_soon');
  });

  it('tells that it was applied too often before it counts a wrong short secret', async () => {
    expect(await picky({ times: '1', pin_hash: 'right' }, true, { secret: 'wrong' })).toBe('too_often');
  });

  it('looks at a short secret last', async () => {
    expect(await picky({ pin_hash: 'right' }, true, { secret: 'wrong' })).toBe('wrong_secret 2 approved');
    expect(await picky({ pin_hash: 'right' }, true, { secret: 'right' })).toBe('applied approved');
  });

  it('takes each of a proof’s parts for itself', async () => {
    const sessionId = await given(subject(), ['scan', 'approve']);
    for (const part of ['code_hash', 'client_id'] as const) {
      const proof = { ...PROOFS.redeem, [part]: 'of somebody else' };
      expect(await said(send(subject(), 'redeem', sessionId, { proof }))).toBe('wrong_proof');
      const { [part]: _, ...without } = PROOFS.redeem;
      expect(await said(send(subject(), 'redeem', sessionId, { proof: without }))).toBe('wrong_proof');
    }
    expect(await said(send(subject(), 'redeem', sessionId))).toBe('applied redeemed');
  });

  it('proves nothing with an empty secret, even where the record has an empty one', async () => {
    const sessionId = await given(subject(), [], { desktop_hash: '' });
    expect(await said(send(subject(), 'cancel', sessionId, { proof: { desktop_hash: '' } }))).toBe('wrong_proof');
    const other = await given(subject(), []);
    expect(await said(send(subject(), 'cancel', other, { proof: { desktop_hash: '' } }))).toBe('wrong_proof');
  });

  it('lets nobody in whose short secret was never set', async () => {
    const sessionId = await given(subject(), ['scan'], { check: '1' });
    const { check_hash: _, ...set } = { ...honest('approve', sessionId).set };
    expect(await said(send(subject(), 'approve', sessionId, { set }))).toBe('applied checking');
    const { secret: __, ...input } = honest('check', sessionId);
    expect(await said(subject().store.apply(TRANSITIONS.check, input))).toMatch(/^wrong_secret/);
  });

  it('asks for digits on no session but the one that says so', async () => {
    const sessionId = await given(subject(), ['scan', 'approve'], { check: '' });
    expect((await subject().store.read(sessionId))?.record.state).toBe('approved');
    expect(await said(send(subject(), 'check', sessionId, secret('right')))).toBe('wrong_state approved');
  });
}
