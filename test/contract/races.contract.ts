import type { SessionStore } from '../../src/core/ports.js';
import type { StepReply } from '../../src/core/step.js';
import { ANNA, BERT, describeReply, given, recordOf, send } from './session-cast.js';
import type { Subject } from './store-under-test.js';

const ROUNDS = 100;
const REDEMPTIONS = 200;
const NODES = 3;

/** Invariants under simultaneous events, over several nodes where there are such. */
export function describeRaces(subject: Subject): void {
  let nodes: SessionStore[] = [];
  beforeAll(async () => {
    nodes = [subject().store];
    while (nodes.length < NODES) nodes.push((await subject().another()).sessions);
  });

  const on = (index: number): { store: SessionStore } => {
    const store = nodes[index % nodes.length];
    if (!store) throw new Error('no node');
    return { store };
  };
  const applied = async (sessionId: string, event: string): Promise<number> =>
    (await subject().store.audit(sessionId)).filter((entry) => entry.outcome === 'applied' && entry.event === event)
      .length;
  const tally = (replies: readonly StepReply[]): Record<string, number> => {
    const counts: Record<string, number> = {};
    for (const said of replies.map(describeReply)) counts[said] = (counts[said] ?? 0) + 1;
    return counts;
  };

  it('Invariant: of 200 redemptions at once exactly one gets the session', async () => {
    for (let round = 0; round < ROUNDS; round++) {
      const sessionId = await given(subject(), ['scan', 'approve']);
      const replies = await Promise.all(
        Array.from({ length: REDEMPTIONS }, (_, index) => send(on(index), 'redeem', sessionId)),
      );
      expect(tally(replies)).toEqual({ 'applied redeemed': 1, 'terminal redeemed': REDEMPTIONS - 1 });
      expect(await applied(sessionId, 'redeem')).toBe(1);
    }
  });

  it('Invariant: an approval and a cancellation at once leave a cancelled session', async () => {
    for (let round = 0; round < ROUNDS; round++) {
      const sessionId = await given(subject(), ['scan']);
      const [approval, cancellation] = await Promise.all([
        send(on(round), 'approve', sessionId),
        send(on(round + 1), 'cancel', sessionId),
      ]);
      expect(describeReply(cancellation)).toBe('applied cancelled');
      expect(['applied approved', 'terminal cancelled']).toContain(describeReply(approval));
      expect(await recordOf(subject(), sessionId)).toMatchObject({ state: 'cancelled' });
    }
  });

  it('Invariant: of a redemption and a denial at once exactly one wins', async () => {
    for (let round = 0; round < ROUNDS; round++) {
      const sessionId = await given(subject(), ['scan', 'approve']);
      const [first, second] = round % 2 ? (['redeem', 'deny'] as const) : (['deny', 'redeem'] as const);
      const replies = await Promise.all([send(on(round), first, sessionId), send(on(round + 1), second, sessionId)]);
      const winner = replies.find((reply) => reply.outcome === 'applied');
      const loser = replies.find((reply) => reply.outcome === 'refused');
      if (winner?.outcome !== 'applied' || !loser) throw new Error(JSON.stringify(tally(replies)));
      expect(describeReply(loser)).toBe(`terminal ${winner.record.state}`);
      expect(await recordOf(subject(), sessionId)).toEqual(winner.record);
    }
  });

  it('Invariant: an approval and a denial at once end as if one had come after the other', async () => {
    for (let round = 0; round < ROUNDS; round++) {
      const sessionId = await given(subject(), ['scan']);
      const [first, second] = round % 2 ? (['approve', 'deny'] as const) : (['deny', 'approve'] as const);
      const replies = await Promise.all([send(on(round), first, sessionId), send(on(round + 1), second, sessionId)]);
      const approval = replies[first === 'approve' ? 0 : 1];
      // A person may take back what they approved: a denial that comes second is applied as well.
      const approvedFirst = approval?.outcome === 'applied';
      expect(tally(replies)).toEqual(
        approvedFirst ? { 'applied approved': 1, 'applied denied': 1 } : { 'applied denied': 1, 'terminal denied': 1 },
      );
      expect(await recordOf(subject(), sessionId)).toMatchObject({ state: 'denied', rev: approvedFirst ? '4' : '3' });
      expect(await applied(sessionId, 'approve')).toBe(approvedFirst ? 1 : 0);
      expect(await applied(sessionId, 'deny')).toBe(1);
    }
  });

  it('Invariant: of two phones that scan at once exactly one owns the session', async () => {
    for (let round = 0; round < ROUNDS; round++) {
      const sessionId = await given(subject(), []);
      const claims = round % 2 ? [ANNA, BERT] : [BERT, ANNA];
      const replies = await Promise.all(
        claims.map((claim, index) => send(on(round + index), 'scan', sessionId, { claim })),
      );
      expect(tally(replies)).toEqual({ 'applied scanned': 1, claimed: 1 });
      const owner = claims[replies.findIndex((reply) => reply.outcome === 'applied')];
      expect(await recordOf(subject(), sessionId)).toMatchObject({ ...owner, rev: '2' });
      expect(await applied(sessionId, 'scan')).toBe(1);
    }
  });

  it('Invariant: a scan sent many times at once is applied once and repeated to the same phone', async () => {
    for (let round = 0; round < ROUNDS; round++) {
      const sessionId = await given(subject(), []);
      const replies = await Promise.all(Array.from({ length: 8 }, (_, index) => send(on(index), 'scan', sessionId)));
      expect(tally(replies)).toEqual({ 'applied scanned': 1, 'repeated scanned 2': 7 });
      expect(await applied(sessionId, 'scan')).toBe(1);
    }
  });

  it('Invariant: three wrong codes at once end the session once', async () => {
    for (let round = 0; round < ROUNDS; round++) {
      const sessionId = await given(subject(), ['scan', 'approve'], { check: '1' });
      const replies = await Promise.all(
        Array.from({ length: 5 }, (_, index) => send(on(index), 'check', sessionId, { secret: 'wrong' })),
      );
      expect(tally(replies)).toEqual({
        'wrong_secret 2 checking': 1,
        'wrong_secret 1 checking': 1,
        'wrong_secret 0 denied': 1,
        'terminal denied': 2,
      });
    }
  });
}
