import type { Claim, Fields } from '../../src/core/session-record.js';
import type { StepInput } from '../../src/core/step.js';
import type { Transition } from '../../src/core/transition.js';
import { ANNA, BERT, BRINGS, describeReply, given, HASHES, newField, PROOFS, recordOf, send } from './session-cast.js';
import type { StoreUnderTest, Subject } from './store-under-test.js';

const CLAIM = ['app', 'person', 'phone_key'] as const;

/** A one-time code was sent to the person. */
const SEND: Transition = {
  event: 'send',
  from: ['pending'],
  to: 'pending',
  proof: ['desktop_hash'],
  sets: [newField('otp_hash')],
  clears: [newField('otp_tries')],
  life: { from: 'now', ms: 120_000 },
};

/** The one-time code proves the person instead of a phone. */
const PROVE: Transition = {
  event: 'prove',
  from: ['pending'],
  to: 'approved',
  proof: ['desktop_hash'],
  secret: {
    field: newField('otp_hash'),
    count: newField('otp_tries'),
    tries: 2,
    spent: { to: 'denied', sets: { reason: 'check_failed' }, clears: [], life: { from: 'over', ms: 0 } },
  },
  sets: ['person', 'amr', 'code_hash'],
  clears: [newField('otp_hash')],
  life: { from: 'now', ms: 60_000 },
  durable: true,
};

/** One of several approvers is done; the next may scan. */
const CO_APPROVE: Transition = {
  event: 'co_approve',
  from: ['scanned'],
  to: 'pending',
  proof: ['consent_hash'],
  claim: CLAIM,
  once: { field: 'person', list: newField('approvers') },
  sets: [],
  appends: [newField('approvers')],
  clears: [...CLAIM, 'consent_hash', 'frame_index'],
  life: { from: 'now', ms: 120_000 },
};

/** Rows that no store has seen before: a row is all it takes. */
export function describeFutureRows(subject: Subject): void {
  const apply = async (row: Transition, sessionId: string, input: Partial<StepInput> = {}): Promise<string> =>
    describeReply(await subject().store.apply(row, { sessionId, ...input }));
  const field = async (store: StoreUnderTest, sessionId: string, name: string): Promise<string | undefined> =>
    (await recordOf(store, sessionId))[newField(name)];
  const fields = (values: Record<string, string>): Fields => values;

  it('counts tries at another short secret, beginning anew when a new one is set', async () => {
    const { desktop_hash } = PROOFS.check;
    const proof = { desktop_hash: String(desktop_hash) };
    const sessionId = await given(subject(), []);
    const sendCode = (): Promise<string> => apply(SEND, sessionId, { proof, set: fields({ otp_hash: 'otp-1' }) });
    const set = { person: String(ANNA.person), amr: 'sms', code_hash: HASHES.code_hash };
    const prove = (secret?: string): Promise<string> =>
      apply(PROVE, sessionId, { proof, set, ...(secret !== undefined && { secret }) });

    expect(await sendCode()).toBe('applied pending');
    expect(await prove('wrong')).toBe('wrong_secret 1 pending');
    expect(await sendCode()).toBe('applied pending');
    expect(await field(subject(), sessionId, 'otp_tries')).toBeUndefined();
    expect(await prove('wrong')).toBe('wrong_secret 1 pending');
    expect(await prove('otp-1')).toBe('applied approved');
    expect(await recordOf(subject(), sessionId)).toMatchObject(set);
    expect(await field(subject(), sessionId, 'otp_hash')).toBeUndefined();
    expect(describeReply(await send(subject(), 'redeem', sessionId))).toBe('applied redeemed');
  });

  it('ends with the row’s own state and reason when its tries are used up', async () => {
    const proof = PROOFS.check;
    const sessionId = await given(subject(), []);
    await apply(SEND, sessionId, { proof, set: fields({ otp_hash: 'otp-1' }) });
    expect(await apply(PROVE, sessionId, { proof, secret: 'wrong' })).toBe('wrong_secret 1 pending');
    expect(await apply(PROVE, sessionId, { proof, secret: 'wrong' })).toBe('wrong_secret 0 denied');
    expect(await recordOf(subject(), sessionId)).toMatchObject({ state: 'denied', reason: 'check_failed' });
  });

  it('approves nobody by a one-time code that was never sent', async () => {
    const sessionId = await given(subject(), []);
    const set = { person: String(ANNA.person), code_hash: HASHES.code_hash };
    expect(await apply(PROVE, sessionId, { proof: PROOFS.check, set })).toMatch(/^wrong_secret/);
    expect(await recordOf(subject(), sessionId)).toMatchObject({ state: 'pending' });
  });

  it('clears the claim for the next approver, and never takes the same one twice', async () => {
    const sessionId = await given(subject(), ['scan']);
    const named = (claim: Claim): Partial<StepInput> => ({
      proof: PROOFS.approve,
      claim,
      set: fields({ approvers: String(claim.person) }),
    });
    const coApprove = (claim: Claim): Promise<string> => apply(CO_APPROVE, sessionId, named(claim));
    const scan = async (claim: Claim): Promise<string> =>
      describeReply(await send(subject(), 'scan', sessionId, { claim, set: BRINGS.scan }));

    expect(await coApprove(BERT)).toBe('claimed');
    expect(await coApprove(ANNA)).toBe('applied pending');
    const cleared = await recordOf(subject(), sessionId);
    for (const name of [...CLAIM, 'consent_hash', 'frame_index']) expect(cleared).not.toHaveProperty(name);
    expect(cleared).toMatchObject({ state: 'pending', approvers: String(ANNA.person) });

    expect(await scan(ANNA)).toBe('already_counted');
    const other = await given(subject(), ['scan']);
    await apply(CO_APPROVE, other, named(ANNA));
    expect(describeReply(await send(subject(), 'scan', other, { claim: BERT }))).toBe('applied scanned');
    expect(await apply(CO_APPROVE, other, named(BERT))).toBe('applied pending');
    expect(await field(subject(), other, 'approvers')).toBe(`${String(ANNA.person)} ${String(BERT.person)}`);
  });

  it('repeats nothing to whoever names no claimant once the claim is cleared', async () => {
    const sessionId = await given(subject(), ['scan']);
    await apply(CO_APPROVE, sessionId, { proof: PROOFS.approve, claim: ANNA });
    expect(describeReply(await send(subject(), 'scan', sessionId, { claim: {}, frame: 99 }))).toBe('wrong_proof');
  });
}
