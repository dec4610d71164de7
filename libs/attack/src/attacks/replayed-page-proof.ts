import type { Attack } from '../attack.js';
import { Findings } from '../findings.js';
import { listen, RawSocket } from '../listen.js';
import { athOf } from '../page-key.js';

export const replayedPageProof: Attack = {
  id: 'replayed-page-proof',
  title: 'Send a page’s proof again, or for something else',
  about:
    'Who reads a page’s calls on a proxy or in a log watches the session, and collects the sign-in before the page.',
  source: 'RFC 9449 §4.3, §8, §11.1; RFC 10027 §6.1.12',
  needs: ['portal', 'app'],
  requests: 50,
  async run(target) {
    const found = new Findings();
    const [page, other] = [await target.page(), await target.page()];
    const tryAll = async (when: string): Promise<void> => {
      const captured = await page.proof('GET');
      const honest = await page.call('GET', '', { proof: captured });
      if (honest.status !== 200) throw new Error(`an honest page was answered ${honest.status}`);
      const elsewhere = { htu: target.origin + other.pathOf() };
      const proofs: Readonly<Record<string, string | undefined>> = {
        'that was used before': captured,
        'for another method': await page.proof('POST'),
        'for another address': await page.proof('GET', '/events'),
        'for another session': await page.proof('GET', '', elsewhere),
        'for another broker': await page.proof('GET', '', { htu: `https://evil.example${page.pathOf()}` }),
        'for no token': await page.proof('GET', '', { ath: undefined }),
        'for another token': await page.proof('GET', '', { ath: athOf(other.token) }),
        'without a nonce': await page.proof('GET', '', { nonce: undefined }),
        'with a nonce of the page’s own': await page.proof('GET', '', { nonce: 'x'.repeat(43) }),
        'of the page’s socket': await page.socketProof('x'.repeat(20)),
      };
      for (const [how, proof] of Object.entries(proofs)) {
        found.expectRefusal(`a call with a proof ${how}, ${when},`, await page.call('GET', '', { proof }));
      }
    };
    await tryAll('while it waits');

    const own = await listen(target, page);
    const seen = await page.socketProof(own.id);
    await own.until('pending').finally(() => own.close());
    const sockets: Readonly<Record<string, (id: string) => Promise<string | undefined>>> = {
      'that another connection sent': () => Promise.resolve(seen),
      'for a call': () => page.proof('GET'),
      'for no token': (id) => page.socketProof(id, { ath: undefined }),
    };
    for (const [how, make] of Object.entries(sockets)) {
      const socket = RawSocket.open(target, { origin: page.portal.origin });
      try {
        await socket.opened();
        socket.introduce(page.token, await make(socket.id));
        found.expect(!(await socket.isLetIn()), `a socket with a proof ${how} was told of the session`);
      } finally {
        socket.close();
      }
    }

    await page.signInBy(await target.phone());
    await tryAll('once it is approved');
    return found.verdict;
  },
};
