import type { Attack } from '../attack.js';
import { Findings } from '../findings.js';

/** Longer than a code waits for its scan without being asked to. */
const LATER_MS = 125_000;

export const screenshotLater: Attack = {
  id: 'screenshot-later',
  title: 'Use a picture of the code later',
  about: 'A photo of somebody’s screen is as good as standing before it, also when the page is long gone.',
  source: 'RFC 10027 §6.1.2, §6.1.3; NIST SP 800-63B-4 §3.1.3.2',
  needs: ['portal', 'app'],
  requests: 16,
  waitsMs: LATER_MS,
  async run(target) {
    const found = new Findings();
    const [kept, left] = [await target.page(), await target.page()];
    const pictures = {
      'a page that asked for more time': await kept.code(),
      'a page that was left': await left.code(),
    };
    await kept.call('POST', '/extend');
    await target.wait(LATER_MS);
    const phone = await target.phone();
    for (const [whose, qr] of Object.entries(pictures)) {
      found.expectRefusal(
        `the picture of ${whose}, ${LATER_MS / 1_000} s later,`,
        await phone.call('POST', '/v1/scans', { qr }),
      );
    }
    return found.verdict;
  },
};
