import type { Attack } from '../attack.js';
import { Findings } from '../findings.js';
import type { WaitingPage } from '../waiting-page.js';

export const replayedScan: Attack = {
  id: 'replayed-scan',
  title: 'Scan the code of a session that is over',
  about: 'A session that was denied or thrown away comes back to life for whoever still has its code.',
  source: 'RFC 10027 §6.1.3; ASVS 6.5.1, 7.4.1',
  needs: ['portal', 'app'],
  requests: 40,
  async run(target) {
    const found = new Findings();
    const endings: Readonly<Record<string, (page: WaitingPage) => Promise<unknown>>> = {
      'thrown away': (page) => page.call('POST', '/cancel'),
      denied: async (page) => {
        const phone = await target.phone();
        await phone.scan(await page.code());
        return phone.deny();
      },
      redeemed: async (page) => {
        await page.signInBy(await target.phone());
        return page.redeem();
      },
    };
    for (const [how, end] of Object.entries(endings)) {
      const page = await target.page();
      const qr = await page.code();
      await end(page);
      const before = await page.read();
      const stranger = await target.phone();
      found.expectRefusal(`the scan of a session that was ${how}`, await stranger.call('POST', '/v1/scans', { qr }));
      const after = await page.read();
      found.expect(after.state === before.state, `a session that was ${how} went on as ${after.state}`);
    }
    return found.verdict;
  },
};
