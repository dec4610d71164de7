import { jest } from '@jest/globals';
import { PhoneClient, type PhoneFetch, type PhoneResponse } from './index.js';

const VIEW = { session_id: 'S', consent_nonce: 'N' };
const REASON = new Error('the person went away');

const busy: PhoneResponse = {
  status: 503,
  headers: new Headers({ 'retry-after': '9' }),
  text: () => Promise.resolve('{"code":"temporarily_unavailable","title":"Not available for a moment"}'),
};

describe('A call that is aborted rejects with the reason', () => {
  let leaving: AbortController;
  let attempts: number;

  beforeEach(() => {
    leaving = new AbortController();
    attempts = 0;
  });
  afterEach(() => jest.restoreAllMocks());

  const approve = (fetch: PhoneFetch, signal = leaving.signal): Promise<unknown> => {
    const counting: PhoneFetch = (url, request) => {
      attempts += 1;
      return fetch(url, request);
    };
    const accessToken = (): Promise<string> => Promise.resolve('token');
    return new PhoneClient({ broker: 'https://broker.test', fetch: counting, accessToken }).approve(VIEW, { signal });
  };

  it('before it begins, without a request', async () => {
    leaving.abort(REASON);
    await expect(approve(() => Promise.resolve(busy))).rejects.toBe(REASON);
    expect(attempts).toBe(0);
  });

  it('while the app gets its token, without a request', async () => {
    const accessToken = (): Promise<string> => {
      leaving.abort(REASON);
      return Promise.resolve('token');
    };
    const fetch = jest.fn<PhoneFetch>(() => Promise.resolve(busy));
    const client = new PhoneClient({ broker: 'https://broker.test', fetch, accessToken });
    await expect(client.approve(VIEW, { signal: leaving.signal })).rejects.toBe(REASON);
    expect(fetch).not.toHaveBeenCalled();
  });

  it('while it waits for an answer, also where the platform’s fetch knows nothing of signals', async () => {
    // Without its own time limit, nothing but the signal can end this attempt.
    const real = globalThis.setTimeout;
    jest
      .spyOn(globalThis, 'setTimeout')
      .mockImplementation((callback: () => void, delayMs?: number) =>
        real(delayMs === 10_000 ? () => undefined : callback, delayMs),
      );
    const never: PhoneFetch = () => {
      queueMicrotask(() => leaving.abort(REASON));
      return new Promise(() => undefined);
    };
    await expect(approve(never)).rejects.toBe(REASON);
    expect(attempts).toBe(1);
  });

  it('while it waits for an answer, and hands the signal on to fetch', async () => {
    const signals: unknown[] = [];
    const fetch: PhoneFetch = (_url, { signal }) => {
      signals.push(signal);
      leaving.abort(REASON);
      return Promise.reject(new DOMException('aborted', 'AbortError'));
    };
    await expect(approve(fetch)).rejects.toBe(REASON);
    expect(signals).toEqual([leaving.signal]);
  });

  it('while it pauses before the next attempt', async () => {
    const real = globalThis.setTimeout;
    jest.spyOn(globalThis, 'setTimeout').mockImplementation((callback: () => void, delayMs?: number) => {
      if (delayMs === 9000) queueMicrotask(() => leaving.abort(REASON));
      return real(callback, delayMs);
    });
    await expect(approve(() => Promise.resolve(busy))).rejects.toBe(REASON);
    expect(attempts).toBe(1);
  });

  it('or with an AbortError where the platform’s signals carry no reason', async () => {
    const bare = { aborted: true, addEventListener: () => undefined, removeEventListener: () => undefined };
    const aborted = approve(() => Promise.resolve(busy), bare as unknown as AbortSignal);
    await expect(aborted).rejects.toMatchObject({ name: 'AbortError' });
  });
});
