import type { Attack } from '../attack.js';
import { Findings, told } from '../findings.js';
import { RawSocket } from '../listen.js';
import { PageKey } from '../page-key.js';

/** All that a page may do with its session. */
const CALLS: readonly (readonly [method: string, path: string])[] = [
  ['GET', ''],
  ['GET', '?wait_ms=1&rev=0'],
  ['GET', '/events'],
  ['GET', '/qr.svg'],
  ['POST', '/user-code'],
  ['POST', '/extend'],
  ['POST', '/cancel'],
];

/** What somebody who has the token alone sends for a proof. */
interface Way {
  readonly ofCall: (method: string, path: string) => Promise<string> | string | undefined;
  readonly ofSocket: (connection: string) => Promise<string> | string | undefined;
}

export const stolenDesktopToken: Attack = {
  id: 'stolen-desktop-token',
  title: 'Use a page’s token without its key',
  about: 'Who got hold of a desktop token, by a log, an extension or a script of another’s, collects the sign-in.',
  source: 'RFC 9449 §1, §7.2; RFC 10027 §6.1.12; ASVS 10.4.14',
  needs: ['portal', 'app'],
  requests: 60,
  async run(target) {
    const found = new Findings();
    const [page, thief] = [await target.page(), await PageKey.create()];
    const ways: Readonly<Record<string, Way>> = {
      'no proof': { ofCall: () => undefined, ofSocket: () => undefined },
      'a proof of the thief’s key': {
        ofCall: (method, path) => thief.prove(page.claims(method, path)),
        ofSocket: (id) => thief.prove(page.socketClaims(id)),
      },
      'no real proof': { ofCall: () => 'e30.e30.', ofSocket: () => 'e30.e30.' },
    };
    const tryAll = async (when: string, calls: typeof CALLS): Promise<void> => {
      for (const [how, { ofCall, ofSocket }] of Object.entries(ways)) {
        for (const [method, path] of calls) {
          const answer = await page.call(method, path, { proof: await ofCall(method, path) });
          found.expectRefusal(`${method} …${path} with the token and ${how}, ${when},`, answer);
        }
        const socket = RawSocket.open(target, { origin: page.portal.origin });
        try {
          await socket.opened();
          socket.introduce(page.token, await ofSocket(socket.id));
          found.expect(
            !(await socket.isLetIn()),
            `a socket with the token and ${how} was told of the session, ${when}`,
          );
        } finally {
          socket.close();
        }
      }
    };
    await tryAll('while it waits', CALLS);
    // What was done to it leaves nothing to approve.
    if (found.verdict.outcome === 'broken') return found.verdict;
    await page.signInBy(await target.phone());
    await tryAll('once it is approved', CALLS.slice(0, 3));
    const own = await page.call('GET');
    found.expect(
      (own.body as { state?: unknown }).state === 'approved',
      `the page itself was told ${told(own)} instead of its approval`,
    );
    return found.verdict;
  },
};
