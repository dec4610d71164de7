import { mkdtemp, readFile, rm, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { Webhook } from 'standardwebhooks';
import { Auditor, type SinkNews } from '../../src/audit/auditor.js';
import { FileSink } from '../../src/audit/file-sink.js';
import { openAuditor } from '../../src/audit/open-auditor.js';
import type { AuditSink } from '../../src/audit/sink.js';
import type { SinkRecord } from '../../src/audit/sink-record.js';
import { WebhookSink } from '../../src/audit/webhook-sink.js';
import { Poster } from '../../src/callbacks/poster.js';
import { systemClock } from '../../src/platform/clock.js';
import { memoryStore } from '../../src/store/memory/memory.store.js';
import type { Store } from '../../src/store/store.js';
import { HANG_UP, Listener, status } from '../callbacks/listener.js';
import { newSessionId, send } from '../contract/session-cast.js';
import { until } from '../servers/deadline.js';

const PACE = { gatherMs: 5, sweepMs: 5, firstPauseMs: 10, mostPauseMs: 20 };

/** A sink that is told what to answer. */
class TestSink implements AuditSink {
  readonly taken: SinkRecord[] = [];
  attempts = 0;
  constructor(
    readonly name: string,
    public refusal?: string,
  ) {}

  take(records: readonly SinkRecord[]): Promise<string | undefined> {
    this.attempts += 1;
    if (this.refusal === undefined) this.taken.push(...records);
    return Promise.resolve(this.refusal);
  }
}

describe('what is on record', () => {
  const ENDS: (() => Promise<unknown>)[] = [];
  let store: Store;
  let news: SinkNews[];

  beforeEach(() => {
    store = memoryStore(systemClock, undefined, true);
    news = [];
  });
  afterEach(async () => {
    for (const end of ENDS.splice(0).reverse()) await end();
  });

  const start = (...sinks: AuditSink[]): Auditor => {
    const auditor = new Auditor({ feed: store.feed, sinks, report: (one) => news.push(one), pace: PACE });
    auditor.start();
    ENDS.push(() => auditor.close());
    return auditor;
  };
  const signIn = async (): Promise<string> => {
    const sessionId = newSessionId();
    for (const event of ['start', 'scan', 'approve', 'redeem'] as const) {
      await send({ store: store.sessions }, event, sessionId);
    }
    return sessionId;
  };
  const eventsOf = (sink: TestSink, sessionId: string): unknown[] =>
    sink.taken.filter((record) => record['session_id'] === sessionId).map(({ event }) => event);
  const EVENTS = ['start', 'scan', 'approve', 'redeem'];

  it('reaches every sink, in order, in the words of the wire', async () => {
    const [one, other] = [new TestSink('one'), new TestSink('other')];
    start(one, other);
    const sessionId = await signIn();
    for (const sink of [one, other]) {
      await until(
        'all records',
        () => eventsOf(sink, sessionId),
        (events) => events.length === 4,
      );
      expect(eventsOf(sink, sessionId)).toEqual(EVENTS);
    }
    expect(one.taken[1]).toEqual({
      ...{ id: expect.stringMatching(/^[\w-]+$/) as string, at: expect.stringMatching(/^20.*Z$/) as string },
      ...{ session_id: sessionId, event: 'scan', outcome: 'applied', from: 'pending', to: 'scanned', rev: 2 },
      ...{ client_id: 'portal-1', app: 'https://app.example', person: 'digest-of-anna' },
    });
    expect(one.taken[0]).toMatchObject({ event: 'start', purpose: 'login' });
    expect(one.taken[0]).not.toHaveProperty('from');
  });

  it('says of an operator’s act who and why', async () => {
    const sink = new TestSink('one');
    start(sink);
    await store.locks.lock('digest-of-anna', { operatorId: 'li.na', reason: 'stolen' });
    await until(
      'record',
      () => sink.taken.length,
      (count) => count === 1,
    );
    expect(sink.taken[0]).toMatchObject({
      event: 'lock',
      subject: 'digest-of-anna',
      operator: 'li.na',
      reason: 'stolen',
    });
  });

  it('Invariant: waits for a sink that takes nothing, and is lost to none; the operator is told once, and when it is over', async () => {
    const [sound, ailing] = [new TestSink('sound'), new TestSink('ailing', 'ECONNREFUSED')];
    start(sound, ailing);
    const sessionId = await signIn();
    await until(
      'attempts',
      () => ailing.attempts,
      (count) => count >= 4,
    );
    expect(news).toEqual([{ sink: 'ailing', isTaking: false, reason: 'ECONNREFUSED' }]);
    delete ailing.refusal;
    const later = await signIn();
    await until(
      'all records',
      () => eventsOf(ailing, later),
      (events) => events.length === 4,
    );
    expect([eventsOf(ailing, sessionId), eventsOf(sound, sessionId), eventsOf(sound, later)]).toEqual([
      ...[EVENTS, EVENTS, EVENTS],
    ]);
    expect(news).toHaveLength(2);
    expect(news[1]).toMatchObject({ sink: 'ailing', isTaking: true });
  });

  it('is handed over before the broker ends, if somebody takes it', async () => {
    const sink = new TestSink('one');
    const auditor = start(sink);
    const sessionId = await signIn();
    await auditor.close();
    expect(eventsOf(sink, sessionId)).toEqual(EVENTS);
  });

  it('does not keep the broker from ending, if nobody does', async () => {
    const sink = new TestSink('one', '503');
    const auditor = start(sink);
    await signIn();
    await auditor.close();
    expect(sink.taken).toEqual([]);
  });

  describe('in a file', () => {
    let file: string;
    beforeEach(async () => {
      const folder = await mkdtemp(join(tmpdir(), 'saoma-audit-'));
      file = join(folder, 'audit.jsonl');
      ENDS.push(() => rm(folder, { recursive: true, force: true }));
    });
    const RECORD = { id: 'audit-AA-1-0', event: 'start', reason: 'one\nline "only"' };

    it('is one JSON object a line, behind what was there', async () => {
      const sink = await FileSink.open(file);
      await expect(sink.take([RECORD, RECORD])).resolves.toBeUndefined();
      await expect(sink.take([RECORD])).resolves.toBeUndefined();
      const lines = (await readFile(file, 'utf8')).split('\n');
      expect(lines.pop()).toBe('');
      expect(lines.map((line) => JSON.parse(line) as unknown)).toEqual([RECORD, RECORD, RECORD]);
    });

    it('begins a line of its own where the last one broke off', async () => {
      await writeFile(file, '{"id":"audit-AA-0');
      await (await FileSink.open(file)).take([RECORD]);
      expect((await readFile(file, 'utf8')).split('\n').slice(1)).toEqual([JSON.stringify(RECORD), '']);
    });

    it('goes on where the file was taken away, and says why it cannot', async () => {
      const sink = await FileSink.open(file);
      await rm(file);
      await expect(sink.take([RECORD])).resolves.toBeUndefined();
      await rm(join(file, '..'), { recursive: true });
      await expect(sink.take([RECORD])).resolves.toBe('ENOENT');
    });

    it('is refused at start where it cannot be written, without a word of where', async () => {
      const poster = Poster.to([]);
      ENDS.push(() => poster.destroy());
      const log = { warn: () => undefined, info: () => undefined };
      await expect(openAuditor({ file: '/nowhere/CANARY' }, store.feed, poster, log)).rejects.toThrow(
        /^AUDIT_FILE cannot be written: ENOENT$/,
      );
    });
  });

  describe('at a webhook', () => {
    const key = `whsec_${Buffer.alloc(32, 'k').toString('base64')}`;
    const newKey = `whsec_${Buffer.alloc(32, 'n').toString('base64')}`;
    let service: Listener;
    beforeEach(async () => {
      service = await Listener.open();
      ENDS.push(() => service.close());
    });
    const sinkTo = (url: string, networks = ['127.0.0.0/8']): WebhookSink => {
      const poster = Poster.to(networks);
      ENDS.push(() => poster.destroy());
      return new WebhookSink({ url, key: `${key} ${newKey}` }, poster);
    };
    const RECORDS = [{ id: 'audit-AA-1-0', event: 'start' }];

    it('comes signed, by each key while there are two', async () => {
      await expect(sinkTo(service.url('/records')).take(RECORDS)).resolves.toBeUndefined();
      const { body, headers } = service.calls[0] ?? { body: '', headers: {} };
      for (const each of [key, newKey]) {
        expect(new Webhook(each).verify(body, headers as Record<string, string>)).toEqual({
          type: 'audit',
          records: RECORDS,
        });
      }
    });

    it('comes under the same id when it comes again, and under another when it is something else', async () => {
      const sink = sinkTo(service.url('/records'));
      service.answers.push(status(500));
      await expect(sink.take(RECORDS)).resolves.toBe('500');
      await sink.take(RECORDS);
      await sink.take([...RECORDS, { id: 'audit-AA-2-0', event: 'scan' }]);
      const [first, again, other] = service.calls.map(({ headers }) => headers['webhook-id']);
      expect(again).toBe(first);
      expect(other).not.toBe(first);
    });

    it('is not taken by whoever sends us elsewhere, refuses, or hangs up', async () => {
      const elsewhere = await Listener.open();
      ENDS.push(() => elsewhere.close());
      const sink = sinkTo(service.url('/records'));
      service.answers.push(status(307, { location: elsewhere.url('/') }), status(410), HANG_UP);
      await expect(sink.take(RECORDS)).resolves.toBe('307');
      await expect(sink.take(RECORDS)).resolves.toBe('410');
      await expect(sink.take(RECORDS)).resolves.toMatch(/\w/);
      expect(elsewhere.connections).toBe(0);
    });

    it('goes in halves where it is too much for one call, in order, and is not cut where one alone is too much', async () => {
      const sink = sinkTo(service.url('/records'));
      const records = ['1', '2', '3'].map((each) => ({ id: `audit-AA-${each}-0`, event: 'scan' }));
      service.answers.push(status(413));
      await expect(sink.take(records)).resolves.toBeUndefined();
      const bodies = service.calls.map(({ body }) => JSON.parse(body) as { records: unknown });
      expect(bodies.map((body) => body.records)).toEqual([records, records.slice(0, 2), records.slice(2)]);
      service.answers.push(status(413));
      await expect(sink.take(RECORDS)).resolves.toBe('413');
      service.answers.push(status(413), status(500));
      await expect(sink.take(records)).resolves.toBe('500');
    });

    it('goes to no address that is not named', async () => {
      await expect(sinkTo(service.url('/records'), []).take(RECORDS)).resolves.toBe('ADDRESS_NOT_ALLOWED');
      expect(service.connections).toBe(0);
    });
  });
});
