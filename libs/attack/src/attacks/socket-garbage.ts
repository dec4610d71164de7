import { randomBytes } from 'node:crypto';
import type { Attack } from '../attack.js';
import { Findings } from '../findings.js';
import { listen, RawSocket } from '../listen.js';

/** Four times what a frame may have. */
const OVERSIZE = 65_536;

/** What no client of the protocol says. */
const GARBAGE: readonly (string | Uint8Array)[] = [
  '',
  '9',
  '4',
  '40',
  '40/desktop,{"token":{"$ne":null}}',
  '40/desktop,{"token":"e30.e30."}',
  '40/desktop,{',
  '40/../desktop,{}',
  '42/desktop,["session",{"state":"approved","code":"x"}]',
  '42/desktop,["__proto__",{"constructor":{"prototype":{"polluted":1}}}]',
  `42/desktop,${'['.repeat(2_000)}${']'.repeat(2_000)}`,
  '451-/desktop,["x",{"_placeholder":true,"num":-1}]',
  '\u0000\ud800',
  randomBytes(512),
];

export const socketGarbage: Attack = {
  id: 'socket-garbage',
  title: 'Say nonsense on the socket',
  about: 'A few bytes bring the broker down, or tell other pages what the attacker likes.',
  source: 'RFC 6455 §7.4.1; ASVS 4.4.1; OWASP WebSocket cheat sheet',
  needs: ['portal'],
  requests: GARBAGE.length + 20,
  async run(target) {
    const found = new Findings();
    const [page, bystander] = [await target.page(), await target.page()];
    const quiet = await listen(target, bystander);
    try {
      await quiet.until('pending');
      const before = quiet.messages.length;
      for (const garbage of GARBAGE) {
        const socket = RawSocket.open(target, { origin: page.portal.origin });
        await socket.opened();
        socket.send(garbage);
        const isTold = await socket.when(() => socket.messages.length > 0, 50);
        found.expect(!isTold, 'a socket that proved nothing was told of a session');
        socket.close();
      }
      const insider = await listen(target, page);
      await insider.until('pending');
      insider.send(
        `42/desktop,["session",${JSON.stringify({ session_id: bystander.id, rev: 99, state: 'approved' })}]`,
      );
      insider.send(`42/desktop,["x","${'x'.repeat(OVERSIZE)}"]`);
      const isClosed = await insider.when(() => insider.closed !== undefined, target.patienceMs);
      found.expect(isClosed, `a frame of ${OVERSIZE / 1_024} kB was taken`);
      insider.close();
      found.expect(await target.isAlive(), 'the broker answers no more');
      found.expect(quiet.closed === undefined, 'the sockets of others were closed');
      found.expect(quiet.messages.length === before, 'what one page said reached another');
    } finally {
      quiet.close();
    }
    return found.verdict;
  },
};
