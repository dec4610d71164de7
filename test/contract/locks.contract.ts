import { randomBytes } from 'node:crypto';
import type { Admittance, OperatorAct, Standing } from '../../src/core/ports.js';
import type { Subject } from './store-under-test.js';

const MINUTE = 60_000;
const HOUR = 60 * MINUTE;
const DAY = 24 * HOUR;
const YEAR = 365 * DAY;

const LI: OperatorAct = { operatorId: 'li', reason: '电话核实：手机丢失 (lost phone)' };
const WU: OperatorAct = { operatorId: 'wu', reason: 'came to the counter with "ID" \\ and a new phone' };

/** What stands against a person. */
export function describeLocks(subject: Subject): void {
  const newPerson = (): string => randomBytes(32).toString('base64url');
  const read = (person: string): Promise<Standing> => subject().locks.read(person);
  const countTry = (person: string): Promise<Admittance> => subject().locks.countTry(person);
  const fail = async (person: string, times: number): Promise<void> => {
    for (let time = 0; time < times; time += 1) expect(await countTry(person)).toEqual({ allowed: true });
  };
  /** The factor's lock in milliseconds, to the five seconds that a slow machine takes. */
  const expectLocked = (standing: Standing, failures: number, lockMs: number): void => {
    expect(standing).toEqual({ failures, factorLock: { remainingMs: expect.any(Number) } });
    const remainingMs = standing.factorLock && 'remainingMs' in standing.factorLock && standing.factorLock.remainingMs;
    expect(remainingMs).toBeLessThanOrEqual(lockMs);
    expect(remainingMs).toBeGreaterThan(lockMs - 5_000);
  };

  it('is nothing where nothing happened, and looking leaves nothing', async () => {
    const person = newPerson();
    expect(await read(person)).toEqual({ failures: 0 });
    expect(await subject().locks.audit(person)).toEqual([]);
  });

  it('counts wrong codes of one person and of nobody else', async () => {
    const [person, other] = [newPerson(), newPerson()];
    await fail(person, 4);
    expect(await read(person)).toEqual({ failures: 4 });
    expect(await read(other)).toEqual({ failures: 0 });
  });

  it('locks the factor with every fifth, for longer each time', async () => {
    const person = newPerson();
    for (const [failures, lockMs] of [
      [5, 5 * MINUTE],
      [10, 15 * MINUTE],
      [15, HOUR],
      [20, DAY],
      [25, DAY],
    ] as const) {
      await fail(person, 5);
      expectLocked(await read(person), failures, lockMs);
      const refused = await countTry(person);
      expect(refused.allowed).toBe(false);
      if (!refused.allowed) expectLocked(refused.standing, failures, lockMs);
      subject().shiftTime(lockMs);
      expect(await read(person)).toEqual({ failures });
    }
  });

  it('locks with the hundredth until an operator unlocks, and does not forget it', async () => {
    const person = newPerson();
    for (let round = 1; round < 20; round += 1) {
      await fail(person, 5);
      subject().shiftTime(DAY);
    }
    await fail(person, 5);
    const held = { failures: 100, factorLock: { untilUnlocked: true } };
    expect(await read(person)).toEqual(held);
    await subject().expectNoEnd(person, async () => (await read(person)).factorLock);
    expect(await countTry(person)).toEqual({ allowed: false, standing: held });
    expect(await subject().locks.unlock(person, LI)).toEqual({ failures: 0 });
    expect(await countTry(person)).toEqual({ allowed: true });
  });

  it('Invariant: of many tries at once as many are counted, and none is let through the lock', async () => {
    const person = newPerson();
    const told = await Promise.all(Array.from({ length: 4 }, () => countTry(person)));
    expect(told).toEqual(Array(4).fill({ allowed: true }));
    expect(await read(person)).toEqual({ failures: 4 });
    const late = await Promise.all(Array.from({ length: 8 }, () => countTry(person)));
    expect(late.filter(({ allowed }) => allowed)).toHaveLength(1);
    expectLocked(await read(person), 5, 5 * MINUTE);
  });

  it('begins to count anew after a right code, even if counting it had locked', async () => {
    const person = newPerson();
    await fail(person, 5);
    await subject().locks.succeed(person);
    expect(await read(person)).toEqual({ failures: 0 });
    await fail(person, 4);
    expect(await read(person)).toEqual({ failures: 4 });
  });

  it('keeps a count for a year', async () => {
    const person = newPerson();
    await fail(person, 2);
    await subject().expectLife(person, YEAR, async () => ((await read(person)).failures > 0 ? true : undefined));
  });

  it('is locked by an operator, who is named with the reason, and lets no try through', async () => {
    const person = newPerson();
    const standing = await subject().locks.lock(person, LI);
    expect(standing).toEqual({ failures: 0, operatorLock: { ...LI, atMs: expect.any(Number) } });
    expect(await countTry(person)).toEqual({ allowed: false, standing });
    await subject().locks.succeed(person);
    await subject().expectNoEnd(person, async () => (await read(person)).operatorLock);
    expect(await read(person)).toEqual(standing);
    expect(await read(newPerson())).toEqual({ failures: 0 });
  });

  it('keeps the count under an operator’s lock, and loses both with the unlocking', async () => {
    const person = newPerson();
    await fail(person, 5);
    expect(await subject().locks.lock(person, LI)).toMatchObject({ failures: 5, factorLock: {}, operatorLock: LI });
    expect(await subject().locks.unlock(person, WU)).toEqual({ failures: 0 });
    await fail(person, 4);
  });

  it('blocks a computer for as long as it was told first, on record, and not again while it is blocked', async () => {
    const computer = newPerson();
    expect(await subject().locks.block(computer, 30 * DAY)).toBe(true);
    expect(await subject().locks.block(computer, 60 * DAY)).toBe(false);
    const { failures, blockedMs = 0 } = await read(computer);
    expect(failures).toBe(0);
    expect(blockedMs).toBeLessThanOrEqual(30 * DAY);
    expect(blockedMs).toBeGreaterThan(30 * DAY - 5_000);
    expect(await subject().locks.audit(computer)).toEqual([
      { subject: computer, event: 'block', atMs: expect.any(Number) },
    ]);
    await subject().expectLife(computer, 30 * DAY, async () => (await read(computer)).blockedMs);
  });

  it('is blocked for longer where what is left is far less: a short block stands in no long one’s way', async () => {
    const computer = newPerson();
    expect(await subject().locks.block(computer, HOUR)).toBe(true);
    expect(await subject().locks.block(computer, HOUR)).toBe(false);
    expect(await subject().locks.block(computer, 30 * DAY)).toBe(true);
    expect((await read(computer)).blockedMs).toBeGreaterThan(30 * DAY - 5_000);
    expect(await subject().locks.block(computer, HOUR)).toBe(false);
    expect((await read(computer)).blockedMs).toBeGreaterThan(30 * DAY - 5_000);
  });

  it('is blocked no more once an operator lifts it', async () => {
    const computer = newPerson();
    await subject().locks.block(computer, 30 * DAY);
    expect(await subject().locks.unlock(computer, LI)).toEqual({ failures: 0 });
    expect(await subject().locks.block(computer, DAY)).toBe(true);
    expect((await subject().locks.audit(computer)).map(({ event }) => event)).toEqual(['block', 'unlock', 'block']);
  });

  it('keeps a locked person out at every gate, and at the one for codes also whoever the codes have locked', async () => {
    const [locked, failed, computer] = [newPerson(), newPerson(), newPerson()];
    const gates = ['phone', 'factor', 'computer'] as const;
    const admitted = (person: string): Promise<boolean[]> =>
      Promise.all(gates.map(async (gate) => (await subject().locks.admit(person, gate)).allowed));
    await subject().locks.lock(locked, LI);
    await fail(failed, 5);
    await subject().locks.block(computer, DAY);
    expect(await admitted(newPerson())).toEqual([true, true, true]);
    expect(await admitted(locked)).toEqual([false, false, false]);
    expect(await admitted(failed)).toEqual([true, false, true]);
    expect(await admitted(computer)).toEqual([true, true, false]);
    expect(await subject().locks.admit(locked, 'phone')).toEqual({ allowed: false, standing: await read(locked) });
  });

  it('has refusals on record, one in ten minutes and each after a change, so that nobody washes out the rest', async () => {
    const person = newPerson();
    const refusals = async (): Promise<(string | undefined)[]> =>
      (await subject().locks.audit(person)).flatMap(({ event, outcome }) => (event === 'kept_out' ? [outcome] : []));
    await fail(person, 5);
    await Promise.all(Array.from({ length: 8 }, () => countTry(person)));
    expect(await refusals()).toEqual(['factor_locked']);
    await subject().locks.lock(person, LI);
    for (const gate of ['phone', 'factor', 'phone'] as const) await subject().locks.admit(person, gate);
    expect(await refusals()).toEqual(['factor_locked', 'subject_locked']);
    subject().shiftTime(10 * MINUTE);
    await subject().locks.admit(person, 'phone');
    expect(await refusals()).toEqual(['factor_locked', 'subject_locked', 'subject_locked']);
    expect(await read(person)).toMatchObject({ failures: 5, operatorLock: LI });
  });

  it('leaves nothing where nobody was kept out', async () => {
    const person = newPerson();
    await subject().locks.admit(person, 'phone');
    await fail(person, 1);
    await subject().locks.admit(person, 'factor');
    expect(await subject().locks.audit(person)).toEqual([]);
  });

  it('has a blocked computer’s start on record, and is blocked for no longer by it', async () => {
    const computer = newPerson();
    await subject().locks.block(computer, DAY);
    subject().shiftTime(HOUR);
    await subject().locks.admit(computer, 'computer');
    expect((await subject().locks.audit(computer)).at(-1)).toEqual({
      subject: computer,
      event: 'kept_out',
      outcome: 'desktop_blocked',
      atMs: expect.any(Number),
    });
    await subject().expectLife(computer, 23 * HOUR, async () => (await read(computer)).blockedMs);
  });

  it('has on record who locked and unlocked, why and when, and what came by itself, oldest first', async () => {
    const [person, other] = [newPerson(), newPerson()];
    await fail(person, 5);
    await fail(other, 1);
    const { operatorLock } = await subject().locks.lock(person, LI);
    await subject().locks.unlock(person, WU);
    await subject().locks.unlock(other, WU);
    const entries = await subject().locks.audit(person);
    expect(entries).toEqual([
      { subject: person, event: 'factor_locked', atMs: expect.any(Number) },
      { subject: person, event: 'lock', atMs: operatorLock?.atMs, act: LI },
      { subject: person, event: 'unlock', atMs: expect.any(Number), act: WU },
    ]);
  });
}
