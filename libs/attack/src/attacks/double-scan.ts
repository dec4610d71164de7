import type { Attack } from '../attack.js';
import { Findings } from '../findings.js';

const ROUNDS = 3;

export const doubleScan: Attack = {
  id: 'double-scan',
  title: 'Two phones scan one code',
  about: 'Who scans second takes the session over, and the first one’s approval signs the second one in.',
  source: 'RFC 10027 §6.1.3; ASVS 2.3.4 (double login)',
  needs: ['portal', 'app'],
  requests: 12 * ROUNDS,
  async run(target) {
    const found = new Findings();
    for (let round = 0; round < ROUNDS; round += 1) {
      const page = await target.page();
      const qr = await page.code();
      const phones = [await target.phone(), await target.phone()];
      const answers = await Promise.all(phones.map((phone) => phone.call('POST', '/v1/scans', { qr })));
      const winners = answers.filter(({ status }) => status === 200);
      if (winners.length === 0) throw new Error('neither of two phones could scan');
      found.expect(winners.length === 1, 'two phones scanned one code, and both were shown the consent view');
      const loser = phones[answers.findIndex(({ status }) => status !== 200)] ?? phones[1];
      const { consent_nonce } = winners[0]?.body as { consent_nonce: string };
      const stolen = await loser?.call('POST', `/v1/scans/${page.id}/approve`, { consent_nonce });
      if (winners.length === 1 && stolen) found.expectRefusal('the approval by the phone that came second', stolen);
    }
    return found.verdict;
  },
};
