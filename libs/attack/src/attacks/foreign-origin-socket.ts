import type { Attack } from '../attack.js';
import { Findings } from '../findings.js';
import { listen, RawSocket } from '../listen.js';

export const foreignOriginSocket: Attack = {
  id: 'foreign-origin-socket',
  title: 'Open the socket from a foreign page',
  about: 'A page that got hold of a token, or shares the visitor’s browser, hears of the sign-in as it happens.',
  source: 'RFC 6455 §10.2; ASVS 4.4.2 (cross-site WebSocket hijacking)',
  needs: ['portal'],
  requests: 10,
  async run(target) {
    const found = new Findings();
    const page = await target.page();
    for (const origin of ['https://evil.example', 'null', `${page.portal.origin}.evil.example`]) {
      const socket = RawSocket.open(target, { origin });
      try {
        await socket.opened();
        socket.introduce(page.token, await page.socketProof(socket.id));
        found.expect(!(await socket.isLetIn()), `the socket told a page on ${origin} of the session`);
      } finally {
        socket.close();
      }
    }
    const own = await listen(target, page);
    await own.until('pending').finally(() => own.close());
    return found.verdict;
  },
};
