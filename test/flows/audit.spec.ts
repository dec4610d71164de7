import { randomBytes } from 'node:crypto';
import type { StartAnswer } from '@saoma/protocol';
import { PhoneDevice, type TestPerson } from '@saoma/testing';
import { Webhook } from 'standardwebhooks';
import { type Call, HANG, Listener } from '../callbacks/listener.js';
import { until } from '../servers/deadline.js';
import { type RedisServer, startRedis } from '../servers/redis.js';
import { codeShown } from './bare-page.js';
import { type BrokerProcess, BUILD_MS, startBrokerProcess } from './broker-process.js';

/** Unlike anything else that might be told. */
const PERSON: TestPerson = { sub: 'subject-5f0c2e', name: '欧阳慎独', acr: 'urn:saoma:app', amr: ['fpt'] };
const OTHER: TestPerson = { sub: 'subject-77a1', name: '诸葛若拙', acr: 'urn:saoma:app', amr: ['fpt'] };
const BROWSER = 'UnlikelyBrowser/7';
const ADDRESS = '198.51.100.23';

/** From the kill on: until what the dead node held is anybody's, a round of everything, and a machine with other things to do. */
const PATIENCE_MS = 150_000;

interface Told {
  readonly id: string;
  readonly session_id?: string;
  readonly event: string;
  readonly outcome: string;
}

describe('a node that is killed while its sink does not answer', () => {
  const key = `whsec_${randomBytes(32).toString('base64')}`;
  const verify = ({ body, headers }: Call): readonly Told[] =>
    (new Webhook(key).verify(body, headers as Record<string, string>) as { records: readonly Told[] }).records;
  const secrets = new Set<string>();
  let redis: RedisServer;
  let sink: Listener;
  let first: BrokerProcess;
  let second: BrokerProcess | undefined;
  const sessions: string[] = [];

  beforeAll(async () => {
    redis = await startRedis();
    sink = await Listener.open();
    first = await startBrokerProcess(env());
  }, BUILD_MS);

  afterAll(async () => {
    await Promise.all([first.stop(), second?.stop()]);
    await sink.close();
    await redis.stop();
  });

  const env = (): Record<string, string> => ({
    REDIS_URL: redis.url,
    AUDIT_WEBHOOK_URL: sink.url('/records'),
    AUDIT_WEBHOOK_KEY: key,
    CALLBACK_NETWORKS: '127.0.0.0/8',
    LOG_LEVEL: 'trace',
  });

  /** A sign-in that somebody else tries to take over in between. */
  async function signIn(): Promise<void> {
    const { app, origin, portal } = first;
    const session: StartAnswer = await portal.startSession({
      scope: 'openid profile',
      desktop: { user_agent: BROWSER, address: ADDRESS },
    });
    const [phone, stranger] = await Promise.all(
      [PERSON, OTHER].map((person) => PhoneDevice.create({ broker: origin, app, person })),
    );
    const code = codeShown(session.qr);
    await phone?.scan(code);
    await expect(stranger?.scan(code)).rejects.toThrow();
    await phone?.approve();
    for (const secret of [session.desktop_token, session.qr.frame_key, code, phone?.consent.consent_nonce]) {
      if (secret !== undefined) secrets.add(secret);
    }
    sessions.push(session.session_id);
  }

  it(
    'loses no record: the next node hands over what it held and what it had not come to',
    async () => {
      sink.answers.push(...Array.from({ length: 200 }, () => HANG));
      await signIn();
      await until(
        'call that is not answered',
        () => sink.calls.length,
        (count) => count > 0,
      );
      const held = verify(sink.calls[0]!).map(({ id }) => id);
      await signIn();
      await signIn();
      expect((await fetch(`${first.origin}/health/ready`)).status).toBe(200);
      process.kill(first.pid, 'SIGKILL');

      const before = sink.calls.length;
      sink.answers.length = 0;
      second = await startBrokerProcess(env());
      const told = (): readonly Told[] => sink.calls.slice(before).flatMap(verify);
      const of = (sessionId: string): Set<string> =>
        new Set(told().flatMap((each) => (each.session_id === sessionId ? [`${each.event} ${each.outcome}`] : [])));
      await until(
        'all records',
        () => sessions.map((sessionId) => of(sessionId).size),
        (counts) => counts.every((count) => count === 4),
        PATIENCE_MS,
      );
      for (const sessionId of sessions) {
        expect([...of(sessionId)].sort()).toEqual(['approve applied', 'scan applied', 'scan claimed', 'start applied']);
      }
      expect(told().map(({ id }) => id)).toEqual(expect.arrayContaining(held));
      expect(new Set(told().map(({ id }) => id)).size).toBe(12);
    },
    BUILD_MS,
  );

  it('tells nobody’s name, subject, address or browser, and no secret, neither to the sink nor to the log', () => {
    const hidden = [PERSON, OTHER].flatMap(({ sub, name = '' }) => [sub, name, JSON.stringify(name).slice(1, -1)]);
    const all = [...sink.calls.map(({ body }) => body), ...first.lines(), ...(second?.lines() ?? [])].join('\n');
    for (const each of [...hidden, ...secrets, BROWSER, ADDRESS, key]) expect(all).not.toContain(each);
  });

  it('said once that the sink takes nothing', () => {
    const warnings = first.lines().filter((line) => line.includes('an audit sink takes no records'));
    expect(warnings.length).toBeLessThanOrEqual(1);
    expect(first.lines().filter((line) => /"level":"(error|fatal)"/.test(line))).toEqual([]);
  });
});
