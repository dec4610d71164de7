import type { Fields } from '../../src/core/session-record.js';
import {
  ANNA,
  BERT,
  BRINGS,
  describeReply,
  given,
  goToAge,
  HASHES,
  recordOf,
  secret,
  send,
  PROOFS,
} from './session-cast.js';
import type { Subject } from './store-under-test.js';

/** What a portal demands of an approval, and what goes with several approvers and with one-time codes. */
export function describeDemands(subject: Subject): void {
  const approve = async (start: Fields, brings: Fields): Promise<string> => {
    const sessionId = await given(subject(), ['scan'], start);
    return describeReply(await send(subject(), 'approve', sessionId, { set: { ...BRINGS.approve, ...brings } }));
  };
  /** Epoch seconds by the store's clock, so many seconds ago. */
  const ago = async (seconds: number): Promise<string> => {
    const { created_at } = await recordOf(subject(), await given(subject(), []));
    return String(Math.floor(Number(created_at) / 1_000) - seconds);
  };

  it.each([
    ['one of the factors', { required_amr: 'face fpt' }, { amr: 'pwd fpt' }, 'applied approved'],
    ['none of the factors', { required_amr: 'face fpt' }, { amr: 'pwd faces' }, 'insufficient'],
    ['no factor at all', { required_amr: 'face' }, { amr: '' }, 'insufficient'],
    ['the level', { required_acr: 'low high' }, { acr: 'high' }, 'applied approved'],
    ['another level', { required_acr: 'high' }, { acr: 'low' }, 'insufficient'],
    [
      'an identity of the type',
      { identity_types: 'person enterprise' },
      { identity_type: 'person' },
      'applied approved',
    ],
    ['an identity of another type', { identity_types: 'enterprise' }, { identity_type: 'person' }, 'identity'],
    ['no identity', { identity_types: 'enterprise' }, {}, 'identity'],
  ] as const)('an approval that brings %s', async (_, start, brings, answer) => {
    expect(await approve(start, brings)).toBe(answer);
  });

  it.each(['scan', 'enter', 'open'] as const)('a claim by %s that its portal’s policy does not admit', async (row) => {
    const start = row === 'open' ? { flow: 'ciba' } : { user_code_hash: HASHES.user_code_hash };
    const sessionId = await given(subject(), [], start);
    const { client_id: _, ...unweighed } = BRINGS[row];
    for (const set of [unweighed, { ...unweighed, client_id: '' }, { ...unweighed, client_id: 'portal-2' }]) {
      expect(describeReply(await send(subject(), row, sessionId, { set }))).toBe('risk');
    }
    expect(await recordOf(subject(), sessionId)).not.toHaveProperty('person');
    expect(describeReply(await send(subject(), row, sessionId))).toBe('applied scanned');
  });

  it('a claim keeps what it was weighed to be, and a repeat changes nothing of it', async () => {
    const sessionId = await given(subject(), []);
    const verdict = { nearness: 'far', risk: 'high', risk_reasons: 'distant relayed', limited: '1' } as const;
    await send(subject(), 'scan', sessionId, { set: { ...BRINGS.scan, ...verdict } });
    await send(subject(), 'scan', sessionId, { set: { ...BRINGS.scan, nearness: 'near', risk: 'low', check: '1' } });
    const record = await recordOf(subject(), sessionId);
    expect(record).toMatchObject(verdict);
    expect(record).not.toHaveProperty('check');
  });

  it.each([
    ['fresh', 50, 'applied approved'],
    ['a little older than it may be, as clocks differ', 80, 'applied approved'],
    ['too old', 100, 'insufficient'],
    ['still to come', -40, 'insufficient'],
  ])('a verification that is %s', async (_, seconds, answer) => {
    expect(await approve({ max_age: '60' }, { auth_time: await ago(seconds) })).toBe(answer);
  });

  it('a verification without a time is none, where its age matters', async () => {
    const { auth_time: _, ...set } = BRINGS.approve;
    const sessionId = await given(subject(), ['scan'], { max_age: '60' });
    expect(describeReply(await send(subject(), 'approve', sessionId, { set }))).toBe('insufficient');
  });

  it('a person is known by any of their words, and by none of somebody else’s', async () => {
    const sessionId = await given(subject(), [], { bound_to: 'account-7 digest-of-anna' });
    const known = async (known_as: string): Promise<string> =>
      describeReply(await send(subject(), 'scan', sessionId, { claim: { ...BERT, known_as } }));
    expect(await known('digest-of-bert')).toBe('not_bound');
    expect(await known('digest-of-bert account-77')).toBe('not_bound');
    expect(await known('digest-of-bert account-7')).toBe('applied scanned');
  });

  it('of three the first two make room for the next, and the third’s approval is the session’s', async () => {
    const start = { approvals_needed: '3', approvals_missing: '2' };
    const sessionId = await given(subject(), [], start);
    const people = [ANNA, BERT, { ...BERT, person: 'digest-of-carla', phone_key: 'key-of-carla' }];
    for (const [index, claim] of people.entries()) {
      await goToAge(subject(), sessionId, index * 10_000);
      const co_consent_hash = `of ${String(claim.person)}`;
      const by = (event: 'scan' | 'approve' | 'co_approve', set: Fields = {}): Promise<string> =>
        send(subject(), event, sessionId, {
          claim,
          proof: { ...PROOFS[event], ...(event === 'co_approve' && { co_consent_hash }) },
          set: { ...BRINGS[event], ...set },
          ...(event === 'scan' && { frame: index }),
        }).then(describeReply);
      expect(await by('scan')).toBe('applied scanned');
      expect(await by('approve')).toBe(index < 2 ? 'not_alone' : 'applied approved');
      const approvers = String(claim.person);
      if (index < 2) expect(await by('co_approve', { approvers, co_consent_hash })).toBe('applied pending');
    }
    const record = await recordOf(subject(), sessionId);
    expect(record).toMatchObject({ person: 'digest-of-carla', approvers: 'digest-of-anna digest-of-bert' });
    expect(record).not.toHaveProperty('approvals_missing');
  });

  it('after an approval of several the next one needs a code of a later frame', async () => {
    const sessionId = await given(subject(), [], { approvals_needed: '2', approvals_missing: '1' });
    await goToAge(subject(), sessionId, 12_000);
    await send(subject(), 'scan', sessionId, { frame: 1, set: { ...BRINGS.scan, frame_index: '1' } });
    await send(subject(), 'co_approve', sessionId);
    const scan = async (frame: number): Promise<string> =>
      describeReply(await send(subject(), 'scan', sessionId, { claim: BERT, frame }));
    expect(await scan(1)).toBe('stale_frame');
    expect(await scan(0)).toBe('stale_frame');
    await goToAge(subject(), sessionId, 20_000);
    expect(await scan(1)).toBe('stale_frame');
    expect(await scan(2)).toBe('applied scanned');
  });

  it('a pause before the next one-time code doubles each time, and six are the most', async () => {
    const sessionId = await given(subject(), ['send_code'], { life_ms: '600000' });
    let age = 0;
    for (const pauseMs of [30_000, 60_000, 120_000]) {
      await goToAge(subject(), sessionId, age + pauseMs - 5_000);
      const early = await send(subject(), 'send_code', sessionId);
      expect(describeReply(early)).toBe('too_soon');
      if (early.outcome === 'refused' && early.reason === 'too_soon') {
        expect(early.waitMs).toBeGreaterThan(0);
        expect(early.waitMs).toBeLessThanOrEqual(6_000);
      }
      age += pauseMs + 1_000;
      await goToAge(subject(), sessionId, age);
      expect(describeReply(await send(subject(), 'send_code', sessionId))).toBe('applied pending');
    }
  });

  it('five wrong tries spend the one-time code and not the session; a new one has five of its own', async () => {
    const sessionId = await given(subject(), ['send_code'], { life_ms: '600000' });
    const prove = async (which: 'right' | 'wrong'): Promise<string> =>
      describeReply(await send(subject(), 'prove', sessionId, secret(which, 'prove')));
    for (const left of [4, 3, 2, 1, 0]) expect(await prove('wrong')).toBe(`wrong_secret ${left} pending`);
    const spent = await recordOf(subject(), sessionId);
    expect(spent).toMatchObject({ state: 'pending', rev: '3' });
    for (const field of ['one_time_code_hash', 'one_time_code_tries', 'did_prove'])
      expect(spent).not.toHaveProperty(field);
    expect(await prove('right')).toBe('wrong_proof');
    await goToAge(subject(), sessionId, 31_000);
    expect(describeReply(await send(subject(), 'send_code', sessionId))).toBe('applied pending');
    expect(await prove('wrong')).toBe('wrong_secret 4 pending');
    expect(await prove('right')).toBe('applied approved');
  });

  it('a one-time code that nobody took on may be sent again at once', async () => {
    const sessionId = await given(subject(), ['send_code', 'unsend_code']);
    expect(describeReply(await send(subject(), 'prove', sessionId))).toBe('wrong_proof');
    expect(describeReply(await send(subject(), 'send_code', sessionId))).toBe('applied pending');
  });

  it('a session lives as long as its portal asked, from its start on', async () => {
    const { created_at, expires_at } = await recordOf(subject(), await given(subject(), [], { life_ms: '300000' }));
    expect(Number(expires_at) - Number(created_at)).toBe(300_000);
  });

  it('an operator’s act is on record with who and why, and for whom the session was', async () => {
    const sessionId = await given(subject(), [], { subject: 'digest-of-anna' });
    const act = { operatorId: 'op-li', reason: 'a call from the person' };
    await send(subject(), 'end', sessionId, { act });
    expect((await subject().store.audit(sessionId)).at(-1)).toMatchObject({
      event: 'end',
      subject: 'digest-of-anna',
      act,
    });
  });
}
