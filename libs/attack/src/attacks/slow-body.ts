import { connect } from 'node:net';
import { connect as connectTls } from 'node:tls';
import type { Attack } from '../attack.js';
import { Findings } from '../findings.js';

const LONGEST_MS = 60_000;

export const slowBody: Attack = {
  id: 'slow-body',
  title: 'Send a request that never ends',
  about: 'A handful of machines hold all of the broker’s connections by saying nothing on them.',
  source: 'RFC 9110 §15.5.9; OWASP Denial of Service (Slowloris)',
  needs: [],
  requests: 3,
  waitsMs: LONGEST_MS,
  async run(target) {
    const found = new Findings();
    const { host } = new URL(target.origin);
    const begun = {
      'whose head never ends': `GET /health/live HTTP/1.1\r\nhost: ${host}\r\nx-a: `,
      'whose body never comes': `POST /v1/sessions HTTP/1.1\r\nhost: ${host}\r\ncontent-type: application/json\r\ncontent-length: 100\r\n\r\n{`,
    };
    const held = await Promise.all(
      Object.entries(begun).map(async ([what, text]) => {
        target.spend();
        return [what, await isHeld(target.origin, text, target.patienceMs)] as const;
      }),
    );
    for (const [what, isOpen] of held) {
      found.expect(!isOpen, `a request ${what} was waited for longer than ${target.patienceMs / 1_000} s`);
    }
    found.expect(await target.isAlive(), 'the broker answers no more');
    return found.verdict;
  },
};

/** Says no more than this, and waits until the other side has had enough. */
function isHeld(origin: string, text: string, patienceMs: number): Promise<boolean> {
  const { protocol, hostname, port } = new URL(origin);
  const host = hostname.replace(/^\[|\]$/g, '');
  const socket =
    protocol === 'https:'
      ? connectTls({ host, port: Number(port || 443), servername: host })
      : connect({ host, port: Number(port || 80) });
  return new Promise((resolve) => {
    const timer = setTimeout(() => end(true), patienceMs);
    const end = (isOpen: boolean): void => {
      clearTimeout(timer);
      socket.destroy();
      resolve(isOpen);
    };
    socket.on('error', () => end(false));
    socket.on('close', () => end(false));
    socket.resume();
    socket.write(text);
  });
}
