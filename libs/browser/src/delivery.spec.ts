import { jest } from '@jest/globals';
import { deliver } from './delivery.js';
import type { Way } from './line.js';
import { LoginProblem } from './login-problem.js';
import type { Connection } from './login-state.js';

/** Whatever needs no clock has happened. */
const settled = (): Promise<void> => new Promise((resolve) => setImmediate(resolve));

/** A clock that stands still between its alarms. */
class HandClock {
  readonly #alarms = new Map<() => void, number>();
  #nowMs = 0;

  nowMs(): number {
    return this.#nowMs;
  }

  after(delayMs: number, callback: () => void): () => void {
    this.#alarms.set(callback, this.#nowMs + delayMs);
    return () => this.#alarms.delete(callback);
  }

  /** Goes on to the next alarm. Returns how far away that was, in milliseconds. */
  async next(): Promise<number> {
    const [first] = [...this.#alarms].sort(([, one], [, other]) => one - other);
    if (!first) throw new Error('nothing waits for the clock');
    const [callback, dueMs] = first;
    const passedMs = dueMs - this.#nowMs;
    this.#nowMs = dueMs;
    this.#alarms.delete(callback);
    callback();
    await settled();
    return passedMs;
  }
}

/** A delivery by socket and by poll, each of which does what it is told. */
class Delivery {
  static readonly #all: Delivery[] = [];
  readonly clock = new HandClock();
  readonly opened: string[] = [];
  /** What was told of the connection, with the status of what went wrong. */
  readonly told: (readonly [Connection, number?])[] = [];
  readonly ends: string[] = [];
  readonly resync: () => void;
  /** A problem: refuses with it. A line that hangs comes to stand when a test wants it. */
  socket: 'stands' | 'hangs' | LoginProblem = 'stands';
  poll: 'stands' | LoginProblem = 'stands';
  stand = (): void => undefined;
  /** Takes what carries away. */
  lose = (_: LoginProblem): void => undefined;
  readonly #page = new AbortController();

  constructor(does: Partial<Pick<Delivery, 'socket' | 'poll'>>) {
    Object.assign(this, does);
    Delivery.#all.push(this);
    this.resync = deliver(
      [this.#way('socket', 'live'), this.#way('poll', 'polling')],
      this.clock,
      {
        onNews: () => true,
        onConnection: (connection, problem) => {
          this.told.push(problem ? [connection, problem.status] : [connection]);
        },
        onEnd: ({ code }) => {
          this.ends.push(code);
        },
      },
      this.#page.signal,
    );
  }

  static stopAll(): void {
    for (const delivery of this.#all.splice(0)) delivery.#page.abort();
  }

  #way(name: 'socket' | 'poll', connection: Connection): Way {
    return {
      connection,
      open: ({ onStand }, signal) => {
        this.opened.push(name);
        this.stand = onStand;
        const deed = this[name];
        if (deed instanceof LoginProblem) return Promise.reject(deed);
        if (deed === 'stands') onStand();
        return new Promise((resolve, reject) => {
          this.lose = reject;
          signal.addEventListener('abort', () => {
            resolve();
          });
        });
      },
    };
  }
}

describe('the delivery of news', () => {
  const isDown = new LoginProblem('unreachable');
  const isBusy = new LoginProblem('unreachable', { status: 503, retryAfterMs: 30_000 });
  const begin = async (does: Partial<Pick<Delivery, 'socket' | 'poll'>>): Promise<Delivery> => {
    const delivery = new Delivery(does);
    await settled();
    return delivery;
  };

  beforeEach(() => {
    jest.spyOn(Math, 'random').mockReturnValue(1);
  });
  afterEach(() => {
    Delivery.stopAll();
    jest.restoreAllMocks();
  });

  it('says at once that nothing carries, and why, before it leaves anybody alone', async () => {
    const { told, lose, clock } = await begin({ socket: isDown });
    expect(told).toEqual([['polling']]);
    lose(isBusy);
    await settled();
    expect(told).toEqual([['polling'], ['offline', 503]]);
    expect(clock.nowMs()).toBe(0);
  });

  it('holds back its questions alone while the broker wants to be left alone', async () => {
    const { opened, clock } = await begin({ socket: isDown, poll: isBusy });
    opened.length = 0;
    while (!opened.includes('poll')) await clock.next();
    expect(clock.nowMs()).toBeGreaterThanOrEqual(30_000);
    expect(opened).toEqual(['socket', 'socket', 'socket', 'socket', 'socket', 'poll']);
  });

  it('asks at once, whatever it was asked to do, when the person is back', async () => {
    const delivery = await begin({ socket: isDown, poll: isBusy });
    delivery.poll = 'stands';
    delivery.resync();
    await settled();
    expect(delivery.told.at(-1)).toEqual(['polling']);
  });

  it('is in a hurry again when the person is back', async () => {
    const { resync, clock } = await begin({ socket: isDown, poll: isDown });
    const delays: number[] = [];
    while (delays.length < 5) delays.push(await clock.next());
    expect(Math.min(...delays.slice(1))).toBeGreaterThan(delays[0]!);
    resync();
    await settled();
    expect(await clock.next()).toBe(delays[0]);
  });

  it('keeps the line that came to stand after all that woke it', async () => {
    const delivery = await begin({ socket: 'hangs' });
    for (let events = 0; events < 3; events += 1) {
      delivery.resync();
      await settled();
    }
    delivery.stand();
    await settled();
    expect([delivery.opened, delivery.told]).toEqual([['socket'], [['live']]]);
  });

  it('tries everything anew for what woke it while nothing came to stand', async () => {
    const delivery = await begin({ socket: 'hangs', poll: isDown });
    delivery.resync();
    delivery.socket = 'stands';
    // No longer patient with the first.
    await delivery.clock.next();
    expect(delivery.opened).toEqual(['socket', 'poll', 'socket']);
    expect(delivery.told.at(-1)).toEqual(['live']);
  });

  it.each([
    ['the broker, for good', new LoginProblem('invalid_token', { status: 401 }), ['invalid_token']],
    ['the broker, for now', new LoginProblem('slow_down', { status: 429 }), []],
    ['somebody else', new LoginProblem('bad_answer', { status: 403 }), []],
  ])('ends by a refusal of the broker’s only: %s', async (_, problem, ends) => {
    const delivery = await begin({ socket: isDown, poll: problem });
    expect(delivery.ends).toEqual(ends);
  });
});
