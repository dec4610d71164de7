import { FRAME_MS } from '@saoma/protocol';
import type { Attack } from '../attack.js';
import { codeOf, Findings, told } from '../findings.js';

/** The current frame and the one before count; so long after, none that was seen does. */
const DELAY_MS = 2 * FRAME_MS + 1_000;

export const relayDelay: Attack = {
  id: 'relay-delay',
  title: 'Relay the code with a delay',
  about: 'A code that is sent on by mail or chat still signs its sender in when the victim scans it.',
  source: 'RFC 10027 §4.1.1, §6.1.2 (B8)',
  needs: ['portal', 'app'],
  requests: 12,
  waitsMs: DELAY_MS,
  async run(target) {
    const found = new Findings();
    const page = await target.page();
    const relayed = await page.code();
    await target.wait(DELAY_MS);
    const victim = await target.phone();
    const answer = await victim.call('POST', '/v1/scans', { qr: relayed });
    found.expectRefusal(`a code that is ${DELAY_MS / 1_000} s old`, answer);
    found.expect(answer.status < 400 || codeOf(answer.body) === 'qr_stale', `an old code was answered ${told(answer)}`);
    if (answer.status === 200) return found.verdict;
    const fresh = await victim.call('POST', '/v1/scans', { qr: await page.code() });
    if (fresh.status !== 200) throw new Error(`the code on the screen was answered ${told(fresh)}`);
    return found.verdict;
  },
};
