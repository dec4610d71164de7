import type { Attack } from '../attack.js';
import { Findings } from '../findings.js';

export const replayedApproval: Attack = {
  id: 'replayed-approval',
  title: 'Send an approval again, or elsewhere',
  about: 'One approval that was once given signs in at another page, or in spite of a later denial.',
  source: 'RFC 10027 §6.1.3; ASVS 2.3.1, 6.6.2',
  needs: ['portal', 'app'],
  requests: 40,
  async run(target) {
    const found = new Findings();
    const [page, other] = [await target.page(), await target.page()];
    const phone = await target.phone();
    const { consent_nonce } = await phone.scan(await page.code());

    await phone.scan(await other.code());
    found.expectRefusal(
      'the nonce of one session, sent for another,',
      await phone.call('POST', `/v1/scans/${other.id}/approve`, { consent_nonce }),
    );
    found.expectRefusal('an approval without a nonce', await phone.call('POST', `/v1/scans/${other.id}/approve`, {}));
    found.expectRefusal(
      'an approval of a session that nobody scanned',
      await phone.call('POST', `/v1/scans/${(await target.page()).id}/approve`, { consent_nonce }),
    );

    const twice = await target.page();
    await twice.signInBy(phone);
    await phone.deny('not_me');
    await phone.approve().catch(() => undefined);
    const { state } = await twice.read();
    found.expect(state === 'denied', `an approval that was sent again made a denied session ${state}`);
    return found.verdict;
  },
};
