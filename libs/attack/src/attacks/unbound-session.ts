import type { Attack } from '../attack.js';
import { Findings, told } from '../findings.js';

/** All that a page may do with its session. */
const CALLS: readonly (readonly [method: string, path: string])[] = [
  ['GET', ''],
  ['GET', '/events'],
  ['GET', '/qr.svg'],
  ['POST', '/user-code'],
  ['POST', '/extend'],
  ['POST', '/cancel'],
];

export const unboundSession: Attack = {
  id: 'unbound-session',
  title: 'Watch and collect somebody else’s session',
  about: 'Whoever sees a code, or waits at another page, collects the sign-in of the person who scans it.',
  source: 'F1; RFC 8628 §5.2; ASVS 6.6.2',
  needs: ['portal', 'app'],
  requests: 60,
  async run(target) {
    const found = new Findings();
    const [victim, stranger] = [await target.page(), await target.page()];
    const code = await victim.code();
    const keys: Readonly<Record<string, string | undefined>> = {
      'no token': undefined,
      'the session id': victim.id,
      'the text of the code': code,
      'the token of another page': stranger.token,
    };
    const tryAll = async (when: string, calls: typeof CALLS): Promise<void> => {
      for (const [key, token] of Object.entries(keys)) {
        for (const [method, path] of calls) {
          const answer = await target.call(method, `/v1/sessions/${victim.id}${path}`, { token });
          found.expectRefusal(`${method} …${path} with ${key}, ${when},`, answer);
        }
      }
    };
    await tryAll('while it waits', CALLS);
    await (await target.phone()).signIn(await victim.code());
    await tryAll('once it is approved', CALLS.slice(0, 1));
    const own = await victim.call('GET');
    found.expect(
      (own.body as { state?: unknown }).state === 'approved',
      `the page itself was told ${told(own)} instead of its approval`,
    );
    return found.verdict;
  },
};
