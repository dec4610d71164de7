import type { Unwatch } from '../../src/core/ports.js';
import type { Snapshot, StepReply } from '../../src/core/step.js';
import { TRANSITIONS, type EventName } from '../../src/core/transitions.js';
import { until } from '../servers/deadline.js';
import { BERT, BRINGS, describeReply, given, honest, newSessionId, send, secret } from './session-cast.js';
import type { Subject } from './store-under-test.js';

const ROUNDS = 50;

/** Push: in order, complete, and only to those who asked. */
export function describeWatch(subject: Subject): void {
  const unwatches: Unwatch[] = [];
  afterEach(() => {
    for (const unwatch of unwatches.splice(0)) unwatch();
  });
  const hear = async (sessionId: string): Promise<{ heard: Snapshot[]; unwatch: Unwatch }> => {
    const heard: Snapshot[] = [];
    const unwatch = await subject().store.watch(sessionId, (snapshot) => heard.push(snapshot));
    unwatches.push(unwatch);
    return { heard, unwatch };
  };
  const told = (heard: readonly Snapshot[], rev: number): Promise<unknown> =>
    until(
      `push of revision ${rev}`,
      () => heard.map(({ record }) => Number(record.rev)),
      (revs) => revs.includes(rev),
    );
  const play = async (sessionId: string, events: readonly EventName[]): Promise<StepReply[]> => {
    const replies: StepReply[] = [];
    for (const event of events) replies.push(await send(subject(), event, sessionId));
    return replies;
  };

  it('tells every applied event in order, with the record as it then was', async () => {
    const sessionId = await given(subject(), []);
    const { heard } = await hear(sessionId);
    const replies = await play(sessionId, ['extend', 'scan', 'approve', 'redeem']);
    await told(heard, 5);
    const applied = replies.map((reply) => (reply.outcome === 'applied' ? reply.record : undefined));
    expect(heard.map(({ record }) => record)).toEqual(applied);
    expect(heard.map(({ nowMs }) => nowMs)).toEqual(replies.map((reply) => ('nowMs' in reply ? reply.nowMs : 0)));
  });

  it('tells what another node applied', async () => {
    const sessionId = await given(subject(), []);
    const { heard } = await hear(sessionId);
    await send({ store: (await subject().another()).sessions }, 'scan', sessionId);
    await told(heard, 2);
    expect(heard).toMatchObject([{ record: { state: 'scanned', rev: '2' } }]);
  });

  it('tells of a session that begins after the watch', async () => {
    const sessionId = newSessionId();
    const { heard } = await hear(sessionId);
    await send(subject(), 'start', sessionId);
    await told(heard, 1);
  });

  it('tells that the third wrong code ended the session, and nothing of the first two', async () => {
    const sessionId = await given(subject(), ['scan', 'approve'], { check: '1' });
    const { heard } = await hear(sessionId);
    for (let time = 0; time < 3; time++) await send(subject(), 'check', sessionId, secret('wrong'));
    await told(heard, 4);
    expect(heard).toMatchObject([{ record: { state: 'denied', reason: 'check_failed', rev: '4' } }]);
  });

  it('tells nothing of refusals and repeats', async () => {
    const sessionId = await given(subject(), ['scan']);
    const { heard } = await hear(sessionId);
    await send(subject(), 'scan', sessionId);
    await send(subject(), 'approve', sessionId, { claim: BERT });
    await send(subject(), 'extend', sessionId);
    await send(subject(), 'cancel', sessionId);
    await told(heard, 3);
    expect(heard).toHaveLength(1);
  });

  it('Invariant: whoever watches first and reads then misses nothing', async () => {
    for (let round = 0; round < ROUNDS; round++) {
      const sessionId = await given(subject(), []);
      const events = play(sessionId, ['extend', 'scan', 'approve', 'redeem']);
      // Each round begins a little later in the life of the session.
      for (let turn = 0; turn < round % 8; turn++) await new Promise(setImmediate);
      const { heard } = await hear(sessionId);
      const read = await subject().store.read(sessionId);
      await events;
      const from = Number(read?.record.rev);
      if (from < 5) await told(heard, 5);
      const later = heard.map(({ record }) => Number(record.rev)).filter((rev) => rev > from);
      expect(later).toEqual([2, 3, 4, 5].filter((rev) => rev > from));
    }
  });

  it('tells all who watch, and no longer whoever stopped', async () => {
    const sessionId = await given(subject(), []);
    const [stays, leaves] = [await hear(sessionId), await hear(sessionId)];
    await send(subject(), 'extend', sessionId);
    await Promise.all([told(stays.heard, 2), told(leaves.heard, 2)]);
    leaves.unwatch();
    await send(subject(), 'scan', sessionId);
    await told(stays.heard, 3);
    expect(leaves.heard).toHaveLength(1);
    expect(stays.heard).toHaveLength(2);
  });

  it('takes a second stop for what it is', async () => {
    const sessionId = await given(subject(), []);
    const [stays, leaves] = [await hear(sessionId), await hear(sessionId)];
    leaves.unwatch();
    leaves.unwatch();
    await send(subject(), 'extend', sessionId);
    await told(stays.heard, 2);
  });

  it('can be watched anew right after the last stopped', async () => {
    const sessionId = await given(subject(), []);
    const first = await hear(sessionId);
    first.unwatch();
    const second = await hear(sessionId);
    await send(subject(), 'extend', sessionId);
    await told(second.heard, 2);
    expect(first.heard).toEqual([]);
  });

  it('tells nobody of somebody else’s session', async () => {
    const watched = await given(subject(), []);
    const other = newSessionId(watched.slice(0, 2));
    const { heard } = await hear(watched);
    const { heard: heardOfOther } = await hear(other);
    await send(subject(), 'start', other, { set: BRINGS.start });
    await send(subject(), 'scan', other);
    // Both live in one partition, so that their pushes keep their order.
    expect(describeReply(await subject().store.apply(TRANSITIONS.extend, honest('extend', watched)))).toBe(
      'applied pending',
    );
    await Promise.all([told(heard, 2), told(heardOfOther, 2)]);
    expect(heard.map(({ record }) => record.session_id)).toEqual([watched]);
    expect(heardOfOther.map(({ record }) => record.session_id)).toEqual([other, other]);
  });
}
