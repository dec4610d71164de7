import type { Attack } from '../attack.js';
import { Findings, told } from '../findings.js';
import type { WaitingPage } from '../waiting-page.js';

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
  requests: 100,
  async run(target) {
    const found = new Findings();
    for (const victim of [await target.page(), await target.barePage()]) {
      if (victim) await tryAll(victim, await target.page());
    }
    return found.verdict;

    async function tryAll(victim: WaitingPage, stranger: WaitingPage): Promise<void> {
      const keys: Readonly<Record<string, string | undefined>> = {
        'no token': undefined,
        'the session id': victim.id,
        'the text of the code': await victim.code(),
        'the token of another page': stranger.token,
      };
      const tryCalls = async (when: string, calls: typeof CALLS): Promise<void> => {
        for (const [key, token] of Object.entries(keys)) {
          for (const [method, path] of calls) {
            // The other page proves its own key for this very address: its token must be of no use by itself.
            const proof = token === stranger.token ? await proofBy(stranger, victim, method, path) : undefined;
            const answer = await target.call(method, victim.pathOf(path), { token, proof });
            found.expectRefusal(`${method} …${path} with ${key}, ${when},`, answer);
          }
        }
      };
      await tryCalls('while it waits', CALLS);
      await victim.signInBy(await target.phone());
      await tryCalls('once it is approved', CALLS.slice(0, 1));
      const own = await victim.call('GET');
      found.expect(
        (own.body as { state?: unknown }).state === 'approved',
        `the page itself was told ${told(own)} instead of its approval`,
      );
    }

    function proofBy(
      stranger: WaitingPage,
      victim: WaitingPage,
      method: string,
      path: string,
    ): Promise<string | undefined> {
      return stranger.proof(method, path, { htu: target.origin + victim.pathOf(path) });
    }
  },
};
