import { jest } from '@jest/globals';
import {
  type EndReason,
  PROBLEMS,
  problem,
  type ProblemCode,
  type ScanOutcome,
  type VisibleState,
} from '@saoma/protocol';
import { PhoneClient, type PhoneFetch, type PhoneResponse } from './index.js';

type Read = (() => PhoneResponse) | 'lost';

const answer = (status: number, body: unknown, retryAfter?: string): Read => {
  const headers = new Headers(retryAfter === undefined ? {} : { 'retry-after': retryAfter });
  return () => ({ status, headers, text: () => Promise.resolve(JSON.stringify(body)) });
};
const stands = (state: VisibleState, reason?: EndReason): Read =>
  answer(200, { session_id: 'S', rev: 3, state, expires_in_ms: 0, ...(reason && { reason }) });
const refused = (code: ProblemCode, retryAfter?: string): Read =>
  answer(PROBLEMS[code].status, problem(code, 'https://broker.test'), retryAfter);

const GONE = refused('session_not_found');

describe('Following a session', () => {
  let reads: Read[];
  let proofs: string[];
  let told: string[];
  let pausesMs: number[];
  let leaving: AbortController;

  beforeEach(() => {
    [reads, proofs, told, pausesMs] = [[], [], [], []];
    leaving = new AbortController();
    // Pauses are noted and passed at once; the ten seconds that a call may take stay as they are.
    const real = globalThis.setTimeout;
    jest.spyOn(globalThis, 'setTimeout').mockImplementation((callback: () => void, delayMs = 0) => {
      if (new Error().stack?.includes('exchange')) return real(callback, delayMs);
      pausesMs.push(delayMs);
      return real(callback, 0);
    });
  });
  afterEach(() => jest.restoreAllMocks());

  const fetch: PhoneFetch = (url, { headers }) => {
    expect(url).toBe('https://broker.test/v1/scans/S');
    proofs.push(String(headers['dpop']));
    const read = reads.length > 1 ? reads.shift() : reads[0];
    return read === undefined || read === 'lost'
      ? Promise.reject(new TypeError('no network'))
      : Promise.resolve(read());
  };
  const follow = (
    listener = ({ state, reason }: ScanOutcome) => {
      told.push(reason ? `${state}: ${reason}` : state);
    },
  ): Promise<void> => {
    let made = 0;
    const proof = (): Promise<string> => Promise.resolve(`proof-${String((made += 1))}`);
    const phone = new PhoneClient({
      broker: 'https://broker.test',
      fetch,
      accessToken: () => Promise.resolve('token'),
      proof,
    });
    return phone.follow('S', listener, { signal: leaving.signal });
  };

  it('tells each state once, and ends when the broker no longer knows the session', async () => {
    reads = [stands('approved'), stands('approved'), stands('redeemed'), stands('redeemed'), GONE];
    await follow();
    expect(told).toEqual(['approved', 'redeemed']);
  });

  it('ends quietly where nothing is left to follow: others go on with it', async () => {
    reads = [GONE];
    await follow();
    expect(told).toEqual([]);
  });

  it('never leaves a success standing that was taken back', async () => {
    reads = [stands('approved'), stands('redeemed'), stands('redeemed', 'not_completed')];
    await follow();
    expect(told).toEqual(['approved', 'redeemed', 'redeemed: not_completed']);
    expect(proofs).toHaveLength(3);
  });

  it.each<{ state: VisibleState; reason?: EndReason }>([
    { state: 'denied', reason: 'declined' },
    { state: 'denied', reason: 'check_failed' },
    { state: 'cancelled' },
    { state: 'expired' },
    { state: 'expired', reason: 'not_completed' },
  ])('ends with $state $reason: nothing new can come', async ({ state, reason }) => {
    reads = [stands('approved'), stands(state, reason)];
    await follow();
    expect(told.at(-1)).toBe(reason ? `${state}: ${reason}` : state);
    expect(proofs).toHaveLength(2);
  });

  it('reads with a fresh proof each time, quickly until the redemption and slower after it', async () => {
    reads = [stands('checking'), stands('approved'), stands('redeemed'), stands('redeemed'), GONE];
    await follow();
    expect(new Set(proofs).size).toBe(5);
    expect(pausesMs).toEqual([2_000, 2_000, 10_000, 10_000]);
  });

  it.each<[string, Read]>([
    ['the network is gone', 'lost'],
    ['the broker is not available', refused('temporarily_unavailable')],
    ['something broke at the broker', refused('server_error')],
    ['a captive portal answers in its place', answer(200, '<html>')],
  ])('goes on when %s for longer than a call is repeated', async (_, trouble) => {
    reads = [stands('approved'), ...Array.from({ length: 9 }, () => trouble), stands('redeemed'), GONE];
    await follow();
    expect(told).toEqual(['approved', 'redeemed']);
  });

  it('waits as long as the broker asks for', async () => {
    reads = [refused('slow_down', '60'), GONE];
    await follow();
    expect(pausesMs).toEqual([60_000]);
  });

  it('rejects when the app’s token is no longer accepted', async () => {
    reads = [stands('approved'), refused('invalid_token')];
    await expect(follow()).rejects.toMatchObject({ code: 'invalid_token' });
  });

  it('rejects with what the listener throws', async () => {
    reads = [stands('approved')];
    const broken = new Error('the screen is gone');
    await expect(
      follow(() => {
        throw broken;
      }),
    ).rejects.toBe(broken);
  });

  it('ends with the reason when the person leaves, while it reads or pauses', async () => {
    const reason = new Error('the person left');
    reads = [stands('approved')];
    await expect(follow(() => leaving.abort(reason))).rejects.toBe(reason);
    expect(proofs).toHaveLength(1);
    await expect(follow()).rejects.toBe(reason);
    expect(proofs).toHaveLength(1);
  });
});
