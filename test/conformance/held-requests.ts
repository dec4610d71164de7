import { subscribe, unsubscribe } from 'node:diagnostics_channel';
import { once } from 'node:events';
import type { IncomingMessage } from 'node:http';
import { setImmediate } from 'node:timers/promises';

/** What can be stopped where it stands, and go on. */
interface Pausable {
  pause(): void;
  resume(): void;
}

const STARTED = 'http.server.request.start';

/** From the whole of a request to the first question to the store nothing is waited for, and a few turns are plenty. */
const TURNS = 20;

/**
 * Sends so many requests that all of them have been read before any of them is answered: whatever they ask the store, all
 * ask before one is told. The servers are of this process.
 */
export async function sentTogether<T>(stores: readonly Pausable[], count: number, send: () => Promise<T>): Promise<T> {
  const whole = wholeRequests(count);
  for (const store of stores) store.pause();
  try {
    const sent = send();
    await whole;
    for (let turn = 0; turn < TURNS; turn += 1) await setImmediate();
    for (const store of stores) store.resume();
    return await sent;
  } finally {
    for (const store of stores) store.resume();
  }
}

/** Resolves when so many requests have been read to their ends. */
function wholeRequests(count: number): Promise<unknown> {
  const ends: Promise<unknown>[] = [];
  return new Promise((resolve) => {
    const note = (message: unknown): void => {
      const { request } = message as { readonly request: IncomingMessage };
      // One without a body is whole when it begins.
      ends.push(request.method === 'GET' ? Promise.resolve() : once(request, 'end'));
      if (ends.length < count) return;
      unsubscribe(STARTED, note);
      resolve(Promise.all(ends));
    };
    subscribe(STARTED, note);
  });
}
