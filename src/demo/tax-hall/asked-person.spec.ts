import { jest } from '@jest/globals';
import { AskedPerson, type Tokens } from './asked-person.js';

const TOKENS = { claims: () => ({ sub: 's', name: '张伟' }) } as unknown as Tokens;

describe('Somebody who was asked at the counter', () => {
  beforeEach(() => jest.useFakeTimers());
  afterEach(() => jest.useRealTimers());

  /** Polls that are answered in turn, and when they came, in seconds. */
  const asked = (...answers: readonly (string | Tokens | Error)[]) => {
    const left = [...answers];
    const [startedAt, times] = [Date.now(), [] as number[]];
    const decided = jest.fn();
    const person = new AskedPerson(() => {
      times.push((Date.now() - startedAt) / 1_000);
      const answer = left.shift() ?? 'authorization_pending';
      return answer instanceof Error ? Promise.reject(answer) : Promise.resolve(answer);
    }, decided);
    const followed = person.follow(5);
    return { person, times, decided, followed };
  };

  it('§11: is asked for every interval, and five seconds later for good after each slow_down', async () => {
    const { person, times, decided } = asked(
      'authorization_pending',
      'slow_down',
      'slow_down',
      new Error('down'),
      TOKENS,
    );
    await jest.advanceTimersByTimeAsync(60_000);
    expect(times).toEqual([5, 10, 20, 35, 50]);
    expect(person.outcome).toMatchObject({ kind: 'confirmed', name: '张伟' });
    expect(decided).toHaveBeenCalledTimes(1);
  });

  it('§10.2: is asked for at once when the broker pings, and not again', async () => {
    const { person, times, followed } = asked(TOKENS);
    person.pinged();
    await followed;
    person.pinged();
    await jest.advanceTimersByTimeAsync(60_000);
    expect(times).toEqual([0]);
  });

  it.each([
    ['access_denied', 'declined'],
    ['expired_token', 'expired'],
    ['invalid_grant', 'failed'],
  ])('%s: %s', async (error, kind) => {
    const { person, times } = asked(error);
    await jest.advanceTimersByTimeAsync(60_000);
    expect(person.outcome).toEqual({ kind });
    expect(times).toEqual([5]);
  });
});
