import type { RawAnswer } from '@saoma/testing';
import type { Attack } from '../attack.js';
import { Findings, told } from '../findings.js';

const MEGABYTE = 1_048_576;
const DEPTH = 20_000;

export const oversizeBody: Attack = {
  id: 'oversize-body',
  title: 'Send far too much',
  about: 'Requests of a few megabytes, or nested without end, use up the broker’s memory and time.',
  source: 'RFC 9110 §15.5.14; RFC 6585 §5; ASVS 4.2.1',
  needs: [],
  requests: 12,
  async run(target) {
    const found = new Findings();
    const big = 'x'.repeat(MEGABYTE);
    const tries: Readonly<Record<string, () => Promise<RawAnswer>>> = {
      'a start of a megabyte': () => target.call('POST', '/v1/sessions', { body: { client_id: big } }),
      'a scan of a megabyte': () => target.call('POST', '/v1/scans', { body: { qr: big } }),
      'a token request of a megabyte': () =>
        target.call('POST', '/token', { body: new URLSearchParams({ grant_type: 'authorization_code', code: big }) }),
      'a body that is nested without end': () =>
        target.call('POST', '/v1/sessions', { body: `${'['.repeat(DEPTH)}${']'.repeat(DEPTH)}` }),
      'a header of 64 kB': () => target.call('GET', '/health/live', { headers: { 'x-big': 'x'.repeat(65_536) } }),
    };
    for (const [what, send] of Object.entries(tries)) {
      const answer = await send().catch(() => undefined);
      // Cutting the connection refuses as well.
      if (answer) found.expect(answer.status >= 400 && answer.status < 500, `${what} was answered ${told(answer)}`);
    }
    found.expect(await target.isAlive(), 'the broker answers no more');
    return found.verdict;
  },
};
