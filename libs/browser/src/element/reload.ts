import type { StartAnswer } from '@saoma/protocol';
import type { LoginClient } from '../login-client.js';
import { parseJson } from '../request.js';
import { type Start, startAt } from '../start.js';

const ITEM = 'saoma-login';

/**
 * Lays the session of a page that goes away aside, for its tab alone: it may be loaded anew while somebody approves.
 * Nothing lies there while the page lives, so that a duplicated tab begins a session of its own.
 */
export function layAside(startUrl: string, client: LoginClient | undefined): void {
  const answer = client?.handOver();
  try {
    if (answer) sessionStorage.setItem(ITEM, JSON.stringify({ startUrl, answer }));
  } catch {
    // Without storage a page that is loaded anew begins anew.
  }
}

/** Starts at the portal's endpoint, but goes on with what was laid aside first: if that is over, its end is told. */
export function startOrGoOn(startUrl: string): Start {
  const kept = takeUp();
  let answer = kept?.startUrl === startUrl ? kept.answer : undefined;
  const start = startAt(startUrl);
  return (around, signal) => {
    const once = answer;
    answer = undefined;
    // Where the browser did not keep the page's key, nobody can go on.
    const isOurs = once?.desktop_jkt === undefined || once.desktop_jkt === around.key?.jkt;
    return once && isOurs ? Promise.resolve(once) : start(around, signal);
  };
}

/** What was laid aside, which lies there no more. */
export function takeUp(): { readonly startUrl?: string; readonly answer?: Partial<StartAnswer> } | undefined {
  try {
    const kept = sessionStorage.getItem(ITEM) ?? '';
    sessionStorage.removeItem(ITEM);
    return parseJson(kept) as ReturnType<typeof takeUp>;
  } catch {
    return undefined;
  }
}
