import type { Decision } from '@saoma/protocol';
import type { Attack } from '../attack.js';
import { Findings } from '../findings.js';
import { somebody } from '../target.js';

/** Members by which apps of others say who the person is. */
const NAMES = ['sub', 'person', 'user_id', 'uid', 'account'];

export const subjectInBody: Attack = {
  id: 'subject-in-body',
  title: 'Name another person in the body',
  about: 'An app’s user signs in as anybody by writing that person’s id into the request.',
  source: 'F5; RFC 9068 §5',
  needs: ['portal', 'app'],
  requests: 140,
  async run(target) {
    const found = new Findings();
    const [victim, attacker] = [somebody(), somebody()];
    const subjectOf = async (
      person: typeof victim,
      scanExtras: object,
      approveExtras: object,
    ): Promise<string | undefined> => {
      const [page, phone] = [await target.page(), await target.phone(person)];
      const scanned = await phone.call('POST', '/v1/scans', { qr: await page.code(), ...scanExtras });
      // Refused for the member that nobody knows: as good as ignored.
      if (scanned.status !== 200) await phone.scan(await page.code());
      const { consent_nonce } = scanned.status === 200 ? (scanned.body as { consent_nonce: string }) : phone.consent;
      const path = `/v1/scans/${page.id}/approve`;
      const approved = await phone.call('POST', path, { consent_nonce, ...approveExtras });
      if (approved.status !== 200) return undefined;
      await page.settle(approved.body as Decision);
      return (await page.redeem()).claims()?.sub;
    };
    const honest = await subjectOf(victim, {}, {});
    if (honest === undefined) throw new Error('an honest approval was refused');
    for (const name of NAMES) {
      const named = { [name]: victim.sub };
      for (const [where, inScan, inApproval] of [
        ['scan', named, {}],
        ['approval', {}, named],
        ['scan and of its approval', named, named],
      ] as const) {
        const subject = await subjectOf(attacker, inScan, inApproval);
        found.expect(subject !== honest, `“${name}” in the body of a ${where} signed somebody else in`);
      }
    }
    return found.verdict;
  },
};
