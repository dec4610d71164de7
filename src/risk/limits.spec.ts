import { type Clock, StoreUnavailable } from '../core/ports.js';
import { perDay, perMinute, perTenMinutes, WindowLimits } from './limits.js';

const TABLE = {
  starts_per_prefix: perMinute(2),
  starts_per_portal: perMinute(4),
  starts_per_desktop_key: perMinute(2),
  calls_per_session: perMinute(10),
  commands_per_session: perMinute(10),
  calls_per_phone_key: perMinute(10),
  scans_per_person: perMinute(10),
  failures_per_person: perMinute(2),
  user_code_misses_per_code: perTenMinutes(2),
  user_code_misses_per_person: perTenMinutes(2),
  user_code_misses_of_letters_per_app: perTenMinutes(7),
  user_code_misses_of_digits_per_app: perTenMinutes(2),
  user_code_misses_of_letters: perTenMinutes(7),
  user_code_misses_of_digits: perTenMinutes(2),
  check_code_misses_per_person: perTenMinutes(2),
  check_code_misses_per_desktop_key: perTenMinutes(2),
  check_code_misses_per_prefix: perTenMinutes(2),
  calls_per_phone_line: perMinute(10),
  one_time_codes_per_contact: perTenMinutes(2),
  one_time_codes_per_contact_a_day: perDay(2),
  one_time_codes_per_portal: perTenMinutes(2),
  one_time_code_misses_per_prefix: perTenMinutes(2),
  one_time_code_misses_per_portal: perTenMinutes(2),
  requests_per_person: perTenMinutes(2),
  requests_per_portal: perTenMinutes(2),
  request_code_misses_per_person: perTenMinutes(2),
  request_code_misses_per_person_a_day: perDay(2),
};

describe('limits', () => {
  let nowMs = 0;
  const clock: Clock = { nowMs: () => nowMs, after: () => () => undefined };
  let limits: WindowLimits;

  beforeEach(() => {
    nowMs = 0;
    limits = new WindowLimits(TABLE, clock, { prefix: '' });
  });

  const start = (from: string): Promise<number | undefined> =>
    limits.takeAll(['starts_per_prefix', from], ['starts_per_portal', 'etax']);

  it('let so many through, and tell the rest how long to wait, within the minute', async () => {
    expect([await start('a'), await start('a')]).toEqual([undefined, undefined]);
    const waitMs = await start('a');
    expect(waitMs).toBeGreaterThan(0);
    expect(waitMs).toBeLessThanOrEqual(60_000);
    expect(await start('b')).toBeUndefined();
  });

  it('Invariant: who is known to be over the own limit uses up nothing that is shared', async () => {
    await start('a');
    await start('a');
    for (let call = 0; call < 101; call += 1) expect(await start('a')).toBeGreaterThan(0);
    expect(await start('b')).toBeUndefined();
    expect(await start('c')).toBeUndefined();
    expect(await start('d')).toBeGreaterThan(0);
  });

  it('count several points at once for what costs more', async () => {
    expect(await limits.take('calls_per_phone_key', 'k', 10)).toBeUndefined();
    expect(await limits.take('calls_per_phone_key', 'k')).toBeGreaterThan(0);
    expect(await limits.take('calls_per_phone_key', 'other')).toBeUndefined();
  });

  it('tell how long to wait once as much was counted as may be, and count nothing by that', async () => {
    const wait = (): Promise<number | undefined> => limits.waitOf('failures_per_person', 'anna');
    expect([await wait(), await wait(), await wait()]).toEqual([undefined, undefined, undefined]);
    await limits.take('failures_per_person', 'anna');
    expect(await wait()).toBeUndefined();
    await limits.take('failures_per_person', 'anna');
    expect(await wait()).toBeGreaterThan(0);
    expect(await limits.waitOf('failures_per_person', 'bert')).toBeUndefined();
  });

  describe('shared in equal parts', () => {
    const miss = (app: string, apps: number): Promise<number | undefined> =>
      limits.takeAll(['user_code_misses_of_letters_per_app', app, apps], ['user_code_misses_of_letters', 'everybody']);
    const letIn = async (app: string, apps: number): Promise<number> => {
      let misses = 0;
      while ((await miss(app, apps)) === undefined) misses += 1;
      return misses;
    };

    it('leave each its part, whatever the others did before', async () => {
      expect(await letIn('one', 3)).toBe(2);
      expect(await letIn('two', 3)).toBe(2);
      expect(await letIn('three', 3)).toBe(2);
    });

    it('Invariant: let through no more than there is for all, though the parts change meanwhile', async () => {
      expect((await letIn('one', 1)) + (await letIn('two', 2)) + (await letIn('three', 3))).toBe(7);
    });

    it('have one for each of more than there are points, as long as there is anything for all', async () => {
      const misses = await Promise.all(Array.from({ length: 9 }, (_, n) => miss(`app ${n}`, 9)));
      expect(misses.filter((waitMs) => waitMs === undefined)).toHaveLength(7);
    });
  });

  it('take back what turned out not to count', async () => {
    const miss = (): Promise<number | undefined> => limits.take('user_code_misses_per_person', 'anna');
    for (let round = 0; round < 5; round += 1) {
      expect(await miss()).toBeUndefined();
      await limits.giveBack('user_code_misses_per_person', 'anna');
    }
    expect([await miss(), await miss()]).toEqual([undefined, undefined]);
    expect(await miss()).toBeGreaterThan(60_000);
  });

  it('stand open again when what closed them was given back', async () => {
    const miss = (): Promise<number | undefined> => limits.take('user_code_misses_per_person', 'anna');
    const waits = [await miss(), await miss(), await miss()];
    expect(waits[2]).toBeGreaterThan(0);
    await Promise.all(waits.map(() => limits.giveBack('user_code_misses_per_person', 'anna')));
    expect(await miss()).toBeUndefined();
  });

  it('forget a refusal when its time is over', async () => {
    await start('a');
    await start('a');
    const waitMs = (await start('a')) ?? 0;
    nowMs = waitMs - 1;
    expect(await start('a')).toBe(1);
  });

  it('that cannot be counted refuse as an outage, and never let through', async () => {
    const broken = {
      status: 'end',
      defineCommand: () => undefined,
      rlflxIncr: () => Promise.reject(new Error('gone')),
      get: () => Promise.reject(new Error('gone')),
    };
    const away = new WindowLimits(TABLE, clock, { connection: broken, prefix: '' });
    await expect(away.take('starts_per_portal', 'etax')).rejects.toBeInstanceOf(StoreUnavailable);
    await expect(away.waitOf('failures_per_person', 'zhang')).rejects.toBeInstanceOf(StoreUnavailable);
  });
});
