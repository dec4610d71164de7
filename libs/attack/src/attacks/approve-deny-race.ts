import type { Attack } from '../attack.js';
import { Findings } from '../findings.js';

const ROUNDS = 4;

export const approveDenyRace: Attack = {
  id: 'approve-deny-race',
  title: 'Approve and deny at once',
  about: 'Somebody who said no is signed in all the same.',
  source: 'ASVS 2.3.3, 2.3.4; RFC 10027 §6.1.14',
  needs: ['portal', 'app'],
  requests: 16 * ROUNDS,
  async run(target) {
    const found = new Findings();
    for (let round = 0; round < ROUNDS; round += 1) {
      const page = await target.page();
      const phone = await target.phone();
      await phone.scan(await page.code());
      const sent = [() => phone.approve(), () => phone.deny('declined')];
      const [, denial] = round % 2 === 0 ? [0, 1] : [1, 0];
      const settled = await Promise.allSettled((round % 2 === 0 ? sent : sent.toReversed()).map((send) => send()));
      const isDenied = settled[denial ?? 0]?.status === 'fulfilled';
      const { state, code } = await page.read();
      // A denial that was answered stands, whatever was on its way beside it.
      found.expect(!isDenied || state === 'denied', `a denial was acknowledged, and the session is ${state}`);
      found.expect(!isDenied || code === undefined, 'a denial was acknowledged, and the page was given a code');
      found.expect(
        ['denied', 'approved', 'checking'].includes(state),
        `after an approval and a denial at once the session is ${state}`,
      );
    }
    return found.verdict;
  },
};
