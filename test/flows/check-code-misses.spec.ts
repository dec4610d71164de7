import { type LoginProblem, makePageKey, type PageKey } from '@saoma/browser';
import type { DesktopDevice, PhoneDevice, TestPerson } from '@saoma/testing';
import type { SessionStore } from '../../src/core/ports.js';
import { SESSIONS } from '../../src/core/tokens.js';
import type { Transition } from '../../src/core/transition.js';
import { KEYLESS, startWorld, type World, ZHANG } from '../broker/world.js';
import { type RedisServer, startRedis } from '../servers/redis.js';
import { FREE, WORLDS } from './worlds.js';

/** What a policy asks for, without one. */
const ASK: Transition = {
  event: 'ask',
  from: ['pending'],
  proof: [],
  sets: ['check'],
  life: { from: 'deadline', ms: 0 },
};

/** In ten minutes, of one person, at one page's key, and from one address where pages have none. */
const MOST = { person: 10, key: 30, address: 60 } as const;

/** At one session. */
const TRIES = 3;

/** A session that waits for the digits, and the phone that shows them. */
interface Checked {
  readonly desktop: DesktopDevice;
  readonly phone: PhoneDevice;
  readonly digits: string;
}

describe.each([WORLDS[0], WORLDS[2]])('Wrong check codes: $name', ({ redis, nodes }) => {
  let server: RedisServer | undefined;
  let world: World;
  const pages: DesktopDevice[] = [];
  let people = 0;
  let sessions = 0;

  beforeAll(async () => {
    server = redis ? await startRedis() : undefined;
    world = await startWorld({ nodes, env: FREE, ...(server && { redisUrl: server.url }) });
  });
  afterEach(() => {
    for (const page of pages.splice(0)) page.close();
  });
  afterAll(async () => {
    await world.close();
    await server?.stop();
  });

  /** Whose count nobody has begun. */
  const somebody = (): TestPerson => ({ ...ZHANG, sub: `zhang-${String((people += 1))}` });

  const storeOf = (): SessionStore => world.broker.apps[0]!.get<SessionStore>(SESSIONS);

  /** Each session at another node than the one before, its phone at one and the same. */
  async function checking(person: TestPerson, key?: PageKey | null): Promise<Checked> {
    const node = (sessions += 1) % nodes;
    const desktop = await world.desktop(node, key === null ? KEYLESS : key ? { key } : {});
    pages.push(desktop);
    await storeOf().apply(ASK, { sessionId: desktop.answer.session_id, set: { check: '1' } });
    const phone = await world.phone(person, nodes - 1);
    const { check_code: digits = '' } = await phone.signIn(desktop);
    await desktop.until('checking');
    return { desktop, phone, digits };
  }

  /** Types digits that are not those; resolves to the code of the refusal. */
  const miss = async ({ desktop, digits }: Checked): Promise<string> => {
    const wrong = String((Number(digits) + 1) % 1_000_000).padStart(6, '0');
    return desktop.check(wrong).then(
      () => 'none',
      (problem: unknown) => (problem as LoginProblem).code,
    );
  };

  /** So many of one person, three at a session. */
  async function missOften(times: number, person: TestPerson, key?: PageKey | null): Promise<void> {
    for (let missed = 0; missed < times; missed += TRIES) {
      const checked = await checking(person, key);
      for (let time = 0; time < Math.min(TRIES, times - missed); time += 1) {
        expect(await miss(checked)).toBe('check_code_wrong');
      }
    }
  }

  it('NIST SP 800-63B-4 §3.1.3.2: a new session does not begin the person’s count anew, at whichever page and node', async () => {
    const person = somebody();
    await missOften(MOST.person, person);
    const next = await checking(person);
    const refusal = (await next.desktop.check(next.digits).catch((problem: unknown) => problem)) as LoginProblem;
    expect(refusal.code).toBe('slow_down');
    expect(refusal.retryAfterMs).toBeGreaterThan(0);
    expect(refusal.retryAfterMs).toBeLessThanOrEqual(600_000);
    expect((await next.phone.read()).state).toBe('checking');
  });

  it('are nobody else’s: another person at the same page goes on', async () => {
    const [person, key] = [somebody(), await makePageKey()];
    await missOften(MOST.person, person, key);
    const shutOut = await checking(person, key);
    expect(await miss(shutOut)).toBe('slow_down');
    const other = await checking(somebody(), key);
    expect((await other.desktop.check(other.digits)).phase).toBe('approved');
    // The session itself is as it was: no try of it is gone.
    expect(shutOut.desktop.snapshot()).toMatchObject({ phase: 'checking', check: { triesLeft: TRIES } });
  });

  it('count alone: who types the right digits may do so all day', async () => {
    const [person, key] = [somebody(), await makePageKey()];
    await missOften(MOST.person - 1, person, key);
    for (let time = 0; time < 3; time += 1) {
      const { desktop, digits } = await checking(person, key);
      expect((await desktop.check(digits)).phase).toBe('approved');
    }
    expect(await miss(await checking(person, key))).toBe('check_code_wrong');
    expect(await miss(await checking(person, key))).toBe('slow_down');
  });

  it('Attack: guesses at once at several sessions of one person are as many as one after the other', async () => {
    const person = somebody();
    const opened: Checked[] = [];
    while (opened.length < 5) opened.push(await checking(person));
    await Promise.all(opened.flatMap((one) => Array.from({ length: TRIES }, () => miss(one))));
    // The pages' own state is of whichever answer came last; what was tried is on record.
    const tried = await Promise.all(
      opened.map(async ({ desktop }) => {
        const session = await storeOf().read(desktop.answer.session_id);
        return Number(session?.record.check_tries ?? 0);
      }),
    );
    expect(tried.reduce((sum, tries) => sum + tries)).toBe(MOST.person);
  });

  it('Attack: guesses at the sessions of many people at one page end that page’s tries, and no other page’s', async () => {
    const [key, others] = [await makePageKey(), await makePageKey()];
    for (let missed = 0; missed < MOST.key; missed += MOST.person) await missOften(MOST.person, somebody(), key);
    expect(await miss(await checking(somebody(), key))).toBe('slow_down');
    const { desktop, digits } = await checking(somebody(), others);
    expect((await desktop.check(digits)).phase).toBe('approved');
  });

  it('Attack: where pages have no key they are counted by address, and those that have one go on', async () => {
    for (let missed = 0; missed < MOST.address; missed += MOST.person) await missOften(MOST.person, somebody(), null);
    expect(await miss(await checking(somebody(), null))).toBe('slow_down');
    const { desktop, digits } = await checking(somebody());
    expect((await desktop.check(digits)).phase).toBe('approved');
  });
});
