import { CheckCodes } from './check-codes.js';
import { type Count, type DesktopTicket, type Limits, type SessionStore, StoreUnavailable } from './ports.js';
import { Secrets, sha256 } from './secrets.js';
import type { SessionRecord } from './session-record.js';
import type { StepReply } from './step.js';

const NOW_MS = 1_000_000;
const TICKET: DesktopTicket = { sessionId: 's', clientId: 'etax', tokenId: 'secret', kid: 'k' };
const CHECKING = {
  session_id: 's',
  state: 'checking',
  desktop_hash: sha256('secret'),
  person: 'zhang',
  expires_at: String(NOW_MS + 60_000),
} as SessionRecord;

describe('Wrong check codes count beyond their session', () => {
  const secrets = new Secrets([{ kid: 'k', secret: Buffer.alloc(32, 1) }], Buffer.alloc(32, 2));
  /** What stands on each count. */
  const counted = new Map<string, number>();
  let waitMs: number | undefined;
  let applied = 0;
  let reply: () => StepReply;

  const add = (points: number, [limit, key]: Count): void => {
    counted.set(`${limit} ${key}`, (counted.get(`${limit} ${key}`) ?? 0) + points);
  };
  const limits = {
    takeAll: (...counts: readonly Count[]) => {
      if (waitMs === undefined) counts.forEach((count) => add(1, count));
      return Promise.resolve(waitMs);
    },
    giveBack: (...count: Count) => {
      add(-1, count);
      return Promise.resolve();
    },
  } as unknown as Limits;

  beforeEach(() => {
    counted.clear();
    waitMs = undefined;
    applied = 0;
    reply = () => ({ outcome: 'refused', reason: 'wrong_secret', triesLeft: 2, state: 'checking' });
  });

  const check = (typed: string, record = CHECKING, ticket = TICKET): Promise<unknown> => {
    const sessions = {
      read: () => Promise.resolve({ record, nowMs: NOW_MS }),
      apply: async () => {
        await Promise.resolve();
        applied += 1;
        return reply();
      },
    } as unknown as SessionStore;
    return new CheckCodes(sessions, limits, secrets).check(ticket, typed, '192.0.2.1');
  };
  const counts = (): object => Object.fromEntries([...counted].filter(([, points]) => points !== 0));

  it('against the person and, where the page has no key, its portal’s address', async () => {
    expect(await check('123456')).toMatchObject({ ok: false, code: 'check_code_wrong', triesLeft: 2 });
    expect(counts()).toEqual({
      'check_code_misses_per_person zhang': 1,
      'check_code_misses_per_prefix etax 192.0.2.1': 1,
    });
  });

  it('against the person and the page’s key', async () => {
    await check('123456', CHECKING, { ...TICKET, jkt: 'thumbprint' });
    expect(counts()).toEqual({
      'check_code_misses_per_person zhang': 1,
      'check_code_misses_per_desktop_key thumbprint': 1,
    });
  });

  it('and not where they are right, or the session is over by then', async () => {
    reply = () => ({ outcome: 'applied', record: { ...CHECKING, state: 'approved' }, nowMs: NOW_MS });
    expect(await check('123456')).toMatchObject({ ok: true });
    reply = () => ({ outcome: 'refused', reason: 'terminal', state: 'denied' });
    expect(await check('123456')).toMatchObject({ ok: false, code: 'session_over' });
    expect(counts()).toEqual({});
  });

  it('nor where the store could not say: the same digits will be sent again', async () => {
    reply = () => {
      throw new StoreUnavailable('away');
    };
    await expect(check('123456')).rejects.toThrow(StoreUnavailable);
    expect(counts()).toEqual({});
  });

  it.each<[string, string, Partial<SessionRecord>]>([
    ['too short to be one', '12345', {}],
    ['for a session that asks for none', '123456', { state: 'scanned' }],
    ['that come too late', '123456', { expires_at: String(NOW_MS) }],
  ])('nor where they are %s', async (_, typed, changes) => {
    await check(typed, { ...CHECKING, ...changes });
    expect(counts()).toEqual({});
  });

  it('and are not looked at once there are too many', async () => {
    waitMs = 7_000;
    expect(await check('123456')).toMatchObject({ ok: false, code: 'slow_down', retryAfterMs: 7_000 });
    expect(applied).toBe(0);
  });

  it('Attack: who has another desktop token learns nothing, and counts against nobody', async () => {
    expect(await check('123456', CHECKING, { ...TICKET, tokenId: 'guessed' })).toMatchObject({
      code: 'session_not_found',
    });
    expect([counts(), applied]).toEqual([{}, 0]);
  });
});
