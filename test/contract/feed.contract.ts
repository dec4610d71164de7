import type { AuditFeed, AuditRecord } from '../../src/core/audit.js';
import { TRANSITIONS } from '../../src/core/transitions.js';
import { until } from '../servers/deadline.js';
import { ANNA, BERT, BRINGS, given, honest, newSessionId, send } from './session-cast.js';
import type { Subject } from './store-under-test.js';

/** Whatever a node finds: what was written through it, and what a round of everything turns up. */
async function found(feed: AuditFeed): Promise<AuditRecord[]> {
  const records: AuditRecord[] = [];
  for (let some = await feed.take(); some.length > 0; some = await feed.take()) records.push(...some);
  for (let time = 0; time < feed.sweeps; time += 1) records.push(...(await feed.sweep()));
  return records;
}

/** `scan applied`, `scan claimed`, …: what of it is about a session. */
const about = (sessionId: string, records: readonly AuditRecord[]): string[] =>
  records.flatMap(({ entry }) =>
    'sessionId' in entry && entry.sessionId === sessionId ? [`${entry.event} ${entry.outcome}`] : [],
  );

/** What is on record reaches whoever takes it. */
export function describeFeed(subject: Subject): void {
  beforeEach(async () => {
    const { feed } = subject();
    for (let some = await found(feed); some.length > 0; some = await found(feed)) await feed.settle(some);
  });

  it('hands out what was written, in order and word for word, and once', async () => {
    const { feed, store } = subject();
    const sessionId = await given(subject(), ['scan']);
    await send(subject(), 'scan', sessionId, { claim: BERT });
    await send(subject(), 'deny', sessionId);
    const records = await found(feed);
    expect(records.map(({ entry }) => entry)).toEqual(await store.audit(sessionId));
    expect(about(sessionId, records)).toEqual(['start applied', 'scan applied', 'scan claimed', 'deny applied']);
    expect(await found(feed)).toEqual([]);
  });

  it('names each entry as no other', async () => {
    const one = await given(subject(), ['scan', 'approve']);
    await send(subject(), 'start', newSessionId(one.slice(0, 2)));
    const ids = (await found(subject().feed)).map(({ id }) => id);
    expect(new Set(ids).size).toBe(4);
    expect(ids.join('')).toMatch(/^[\w-]+$/);
  });

  it('hands out what was done about people', async () => {
    const { feed, locks } = subject();
    const person = `digest-${newSessionId()}`;
    const act = { operatorId: 'li.na', reason: 'her phone was stolen' };
    await locks.lock(person, act);
    await locks.unlock(person, act);
    const entries = (await found(feed)).map(({ entry }) => entry);
    expect(entries).toEqual([
      { subject: person, event: 'lock', atMs: expect.any(Number) as number, act },
      { subject: person, event: 'unlock', atMs: expect.any(Number) as number, act },
    ]);
  });

  it('hands out what became of what a session gave', async () => {
    const { feed, grants } = subject();
    const sessionId = newSessionId();
    await grants.revoke(sessionId, 60_000, 'not_me');
    await grants.note(sessionId, { event: 'backchannel_logout', outcome: 'delivered' });
    expect(about(sessionId, await found(feed))).toEqual(['sign_out applied', 'backchannel_logout delivered']);
  });

  it('Invariant: of two takers at once each gets what the other does not, and both together everything', async () => {
    const other = (await subject().another()).feed;
    const sessions = await Promise.all(Array.from({ length: 40 }, () => given(subject(), ['scan', 'cancel'])));
    const [mine, others] = await Promise.all([found(subject().feed), found(other)]);
    const all = [...mine, ...others];
    expect(new Set(all.map(({ id }) => id)).size).toBe(all.length);
    for (const sessionId of sessions) expect(about(sessionId, all)).toHaveLength(3);
  });

  it('hands out all of what came at once', async () => {
    const sessionId = await given(subject(), ['scan']);
    const tries = Array.from({ length: 120 }, () => send(subject(), 'scan', sessionId, { claim: BERT }));
    await Promise.all(tries);
    expect(about(sessionId, await found(subject().feed))).toHaveLength(122);
  });

  it('tells what an applied event brought; of a person what the registration allows; of a refused event nothing', async () => {
    const { feed, store } = subject();
    const sessionId = newSessionId();
    const set = { ...BRINGS.start, audit_details: 'network identity' };
    const details = { network: '203.0.113.*', browser: 'Firefox', identity: '{"type":"enterprise"}' };
    await store.apply(TRANSITIONS.start, { ...honest('start', sessionId), set, details });
    await send(subject(), 'scan', sessionId);
    await store.apply(TRANSITIONS.approve, { ...honest('approve', sessionId), claim: BERT, details });
    await send(subject(), 'approve', sessionId);
    await send(subject(), 'deny', sessionId);
    const entries = (await found(feed)).map(({ entry }) => entry);
    expect(entries.map((entry) => ('sessionId' in entry ? (entry.facts ?? entry.reason) : undefined))).toEqual([
      { purpose: 'login', network: '203.0.113.*', identity: '{"type":"enterprise"}' },
      undefined,
      undefined,
      { acr: 'urn:example:face', amr: 'face pop' },
      'not_me',
    ]);
    expect(entries[2]).toMatchObject({ outcome: 'claimed', person: BERT.person });
  });

  it('tells nothing of a person where the registration allows nothing', async () => {
    const { feed, store } = subject();
    const sessionId = newSessionId();
    const details = {
      network: '203.0.113.*',
      browser: 'Firefox',
      identity: '{"type":"enterprise"}',
      receipt: 'e30.e30.',
    };
    await store.apply(TRANSITIONS.start, { ...honest('start', sessionId), details });
    await send(subject(), 'scan', sessionId);
    const approval = honest('approve', sessionId);
    await store.apply(TRANSITIONS.approve, {
      ...approval,
      set: { ...approval.set, receipt: details.receipt },
      details,
    });
    const records = await found(feed);
    expect(about(sessionId, records)).toEqual(['start applied', 'scan applied', 'approve applied']);
    expect(JSON.stringify(records)).not.toMatch(/203|Firefox|enterprise|e30/);
  });
}

/** Of stores that outlive a node: what a node had in its hands when it ended comes again. */
export function describeLostTakers(subject: Subject): void {
  it('Invariant: what was handed out and not settled comes again, to anybody, until it is', async () => {
    const [lost, heir] = [await subject().another(), await subject().another({ leaseMs: 300 })];
    const sessionId = await given(subject(), ['scan', 'approve', 'redeem']);
    const its = (records: readonly AuditRecord[]): AuditRecord[] =>
      records.filter(({ entry }) => 'sessionId' in entry && entry.sessionId === sessionId);
    const first = its(await found(lost.feed));
    expect(first).toHaveLength(4);
    expect(its(await found(subject().feed))).toEqual([]);

    const look = async (): Promise<AuditRecord[]> => its(await found(heir.feed));
    const isThere = ({ length }: AuditRecord[]): boolean => length > 0;
    await expect(until('same entries', look, isThere)).resolves.toEqual(first);
    await expect(until('same entries, since nobody has settled them', look, isThere)).resolves.toEqual(first);
    await lost.feed.settle(first);
    await expect(until('another time', look, isThere, 1_000)).rejects.toThrow('no another time');
  });

  it('hands out what was written by a node that was gone before anybody looked', async () => {
    const gone = await subject().another();
    const sessionId = newSessionId();
    await gone.sessions.apply(TRANSITIONS.start, honest('start', sessionId, { claim: ANNA }));
    await gone.close();
    expect(about(sessionId, await found(subject().feed))).toEqual(['start applied']);
  });
}
