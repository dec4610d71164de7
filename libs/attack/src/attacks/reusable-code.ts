import type { Attack } from '../attack.js';
import { Findings } from '../findings.js';

export const reusableCode: Attack = {
  id: 'reusable-code',
  title: 'Use a code again after its sign-in',
  about: 'A code that was used signs somebody in once more, or gives its result to a second one who asks.',
  source: 'F2; RFC 10027 §6.1.3; ASVS 6.5.1',
  needs: ['portal', 'app'],
  requests: 40,
  async run(target) {
    const found = new Findings();
    const page = await target.page();
    const code = await page.code();
    const owner = await target.phone();
    await page.settle(await owner.signIn(code));
    const stranger = await target.phone();
    found.expectRefusal('a second scan, after the approval,', await stranger.call('POST', '/v1/scans', { qr: code }));
    const landing = await page.landing();
    await page.redeem(landing);
    found.expectRefusal('a second scan, after the sign-in,', await stranger.call('POST', '/v1/scans', { qr: code }));
    const { consent_nonce } = owner.consent;
    found.expectRefusal(
      'a second approval, by another phone,',
      await stranger.call('POST', `/v1/scans/${page.id}/approve`, { consent_nonce }),
    );
    const again = await page.read();
    found.expect(again.code === undefined, 'the page was given the code for its portal again after it was redeemed');
    return found.verdict;
  },
};
