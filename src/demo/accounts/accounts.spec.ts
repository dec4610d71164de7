import { jest } from '@jest/globals';
import { PEOPLE } from '../people.js';
import { Accounts, type SignInResult } from './accounts.js';
import { Lockouts } from './lockouts.js';

/** Of no use but to be fast. */
const CHEAP = { memoryKiB: 64, passes: 1 };
const [PERSON] = PEOPLE;
const LOGIN = PERSON.idNumber;
const NOBODY = '990101199001010010';
const PASSWORD = 'Kestrel#7-mist';
const MINUTE_MS = 60_000;

describe('The accounts of a portal', () => {
  let accounts: Accounts;
  let nowMs = 0;
  beforeEach(async () => {
    jest.spyOn(performance, 'now').mockImplementation(() => nowMs);
    accounts = await Accounts.create([{ login: LOGIN, person: PERSON, password: PASSWORD }], CHEAP);
  });
  afterEach(() => jest.restoreAllMocks());

  const fail = async (login: string, times: number): Promise<SignInResult | undefined> => {
    let last: SignInResult | undefined;
    for (let at = 0; at < times; at += 1) last = await accounts.signIn(login, 'Wrong#7-mist');
    return last;
  };

  it('let the person in with the password, however the login is written', async () => {
    expect(await accounts.signIn(` ${LOGIN} `, PASSWORD)).toMatchObject({ ok: true, account: { personId: PERSON.id } });
    expect(await accounts.signIn(LOGIN, PASSWORD.toLowerCase())).toEqual({ ok: false });
    expect(await accounts.signIn(LOGIN, '')).toEqual({ ok: false });
  });

  it.each([
    ['an account', LOGIN],
    ['no account', NOBODY],
  ])('answer the failures of %s alike, and lock it alike, longer each time', async (_, login) => {
    const locks = [];
    for (const triesBeforeLock of [4, 4, 4, 4, 4]) {
      expect(await fail(login, triesBeforeLock)).toEqual({ ok: false });
      const locking = await fail(login, 1);
      expect(await accounts.signIn(login, PASSWORD)).toEqual(locking);
      const waitMs = locking?.ok === false ? (locking.retryAfterMs ?? 0) : 0;
      locks.push(waitMs / MINUTE_MS);
      nowMs += waitMs;
    }
    expect(locks).toEqual([5, 15, 60, 1_440, 1_440]);
  });

  it.each([
    ['an account', LOGIN],
    ['no account', NOBODY],
  ])('count guesses at %s that come all at once', async (_, login) => {
    const guesses = await Promise.all(Array.from({ length: 20 }, () => accounts.signIn(login, 'Wrong#7-mist')));
    expect(guesses.filter((guess) => !guess.ok && guess.retryAfterMs === undefined)).toHaveLength(0);
    expect(await accounts.signIn(login, PASSWORD)).toEqual({ ok: false, retryAfterMs: 5 * MINUTE_MS });
  });

  it('keep the lock of an account, however many names are made up meanwhile', () => {
    const lockouts = new Lockouts({ failures: 1, lockMs: [5 * MINUTE_MS] }, new Set([LOGIN]));
    for (const key of [LOGIN, NOBODY]) lockouts.count(key);
    for (let at = 0; at < 100_000; at += 1) lockouts.count(`nobody ${at}`);
    expect([LOGIN, NOBODY].map((key) => lockouts.remainingMs(key))).toEqual([5 * MINUTE_MS, 0]);
  });

  it('take no more from an address that got a hundred wrong at many accounts, and all from others', async () => {
    const guess = (at: number): Promise<SignInResult> => accounts.signIn(`nobody ${at}`, PASSWORD, '192.0.2.1');
    for (let at = 0; at < 99; at += 1) expect(await guess(at)).toEqual({ ok: false });
    // What is right does not count.
    expect(await accounts.signIn(LOGIN, PASSWORD, '192.0.2.1')).toMatchObject({ ok: true });
    expect(await guess(99)).toEqual({ ok: false });
    nowMs += MINUTE_MS;
    for (const login of [LOGIN, NOBODY]) {
      expect(await accounts.signIn(login, PASSWORD, '192.0.2.1')).toEqual({ ok: false, retryAfterMs: 9 * MINUTE_MS });
    }
    expect(await accounts.signIn(LOGIN, PASSWORD, '192.0.2.2')).toMatchObject({ ok: true });
    nowMs += 9 * MINUTE_MS;
    expect(await accounts.signIn(LOGIN, PASSWORD, '192.0.2.1')).toMatchObject({ ok: true });
  });

  it('tell everybody alike to come again while too many wait to be compared', async () => {
    const flood = Array.from({ length: 66 }, (_, at) => accounts.signIn(`nobody ${at}`, PASSWORD));
    for (const login of [LOGIN, NOBODY]) {
      expect(await accounts.signIn(login, PASSWORD)).toEqual({ ok: false, retryAfterMs: 5_000 });
    }
    expect(await Promise.all(flood)).toEqual(flood.map(() => ({ ok: false })));
    expect(await accounts.signIn(LOGIN, PASSWORD)).toMatchObject({ ok: true });
  });

  it('compare a password with a hash whether there is an account or not', async () => {
    // What it takes is the hash; where it is not computed, somebody with a watch would see it.
    const costly = await Accounts.create([{ login: LOGIN, person: PERSON, password: PASSWORD }], {
      memoryKiB: 4_096,
      passes: 4,
    });
    jest.restoreAllMocks();
    const cpuMicros = async (login: string): Promise<number> => {
      const tries = [];
      for (let at = 0; at < 3; at += 1) {
        const before = process.cpuUsage();
        await costly.signIn(login, 'Wrong#7-mist');
        tries.push(process.cpuUsage(before).user);
      }
      // Whatever else the process did meanwhile only adds.
      return Math.min(...tries);
    };
    const ratio = (await cpuMicros(NOBODY)) / (await cpuMicros(LOGIN));
    expect(ratio).toBeGreaterThan(0.2);
  });

  it('begin the count anew after a right password', async () => {
    await fail(LOGIN, 4);
    expect(await accounts.signIn(LOGIN, PASSWORD)).toMatchObject({ ok: true });
    expect(await fail(LOGIN, 4)).toEqual({ ok: false });
  });

  it('take a new password at once in the place of the old one, and end the lock', async () => {
    await fail(LOGIN, 5);
    expect(await accounts.setPassword(LOGIN, 'Heron#4-cloud')).toEqual([]);
    expect(await accounts.signIn(LOGIN, 'Heron#4-cloud')).toMatchObject({ ok: true });
    expect(await accounts.signIn(LOGIN, PASSWORD)).toEqual({ ok: false });
  });

  it('refuse a password that breaks the rules, and keep the one that is', async () => {
    expect(await accounts.setPassword(LOGIN, 'zhangwei')).toEqual(['classes', 'not_personal']);
    expect(await accounts.signIn(LOGIN, PASSWORD)).toMatchObject({ ok: true });
  });

  it('refuse the last five passwords, and take the sixth again', async () => {
    const passwords = [PASSWORD, ...['Heron', 'Crane', 'Egret', 'Ibis', 'Stork'].map((bird) => `${bird}#4-cloud`)];
    for (const password of passwords.slice(1, 5)) expect(await accounts.setPassword(LOGIN, password)).toEqual([]);
    for (const former of passwords.slice(0, 5))
      expect(await accounts.setPassword(LOGIN, former)).toEqual(['not_recent']);
    expect(await accounts.setPassword(LOGIN, passwords[5] ?? '')).toEqual([]);
    expect(await accounts.setPassword(LOGIN, PASSWORD)).toEqual([]);
  });

  it('have nothing to set where there is no account', async () => {
    expect(accounts.find(NOBODY)).toBeUndefined();
    await expect(accounts.setPassword(NOBODY, 'Heron#4-cloud')).rejects.toThrow('no such account');
  });
});
