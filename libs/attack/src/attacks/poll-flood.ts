import type { RawAnswer } from '@saoma/testing';
import type { Attack } from '../attack.js';
import { codeOf, Findings, told } from '../findings.js';

/** More than the documented defaults let through in a minute: 120 commands of a session, 60 calls of a phone. */
const MOST = 150;
const AT_ONCE = 10;

export const pollFlood: Attack = {
  id: 'poll-flood',
  title: 'Flood the broker with calls',
  about: 'One page, phone or device keeps the broker busy, or has others locked out in its place.',
  source: 'RFC 8628 §3.5, §5.1; RFC 10027 §6.1.11; ASVS 2.4.1, 6.6.3',
  needs: ['portal', 'app'],
  requests: 2 * MOST + 60,
  async run(target) {
    const found = new Findings();
    const [page, bystander] = [await target.page(), await target.page()];
    const phone = await target.phone();
    const floods: Readonly<Record<string, () => Promise<RawAnswer>>> = {
      'commands of one page': () => page.call('GET', '/qr.svg'),
      'calls of one phone': () => phone.call('GET', '/v1/requests'),
    };
    for (const [what, send] of Object.entries(floods)) {
      const refusal = await flood(send);
      found.expect(refusal !== undefined, `${MOST} ${what} in a row were all answered`);
      if (refusal) {
        found.expect(refusal.status === 429, `too many ${what} were answered ${told(refusal)}`);
        found.expect(Number(refusal.headers.get('retry-after')) > 0, `too many ${what} were not told Retry-After`);
      }
    }
    await pollTooSoon();
    const honest = await target.phone();
    const consent = await honest.call('POST', '/v1/scans', { qr: await bystander.code() });
    found.expect(consent.status === 200, `an honest phone beside the flood was answered ${told(consent)}`);
    return found.verdict;

    /** A device must not ask again before its interval is over. */
    async function pollTooSoon(): Promise<void> {
      const device = await target.callAs(target.portal, '/device_authorization', { scope: 'openid' });
      // A portal without devices has none that could be flooded.
      if (codeOf(device.body) === 'unauthorized_client') return;
      const { device_code } = device.body as { readonly device_code: string };
      const poll = (): Promise<RawAnswer> =>
        target.callAs(target.portal, '/token', {
          grant_type: 'urn:ietf:params:oauth:grant-type:device_code',
          device_code,
        });
      const answers = [await poll(), await poll(), await poll()].map(({ body }) => codeOf(body));
      found.expect(answers.includes('slow_down'), 'a device that asks without a pause was never told to slow down');
    }
  },
};

/** Sends until one is refused; `undefined` when none is. */
async function flood(send: () => Promise<RawAnswer>): Promise<RawAnswer | undefined> {
  for (let sent = 0; sent < MOST; sent += AT_ONCE) {
    const answers = await Promise.all(Array.from({ length: AT_ONCE }, send));
    const refused = answers.find(({ status }) => status >= 400);
    if (refused) return refused;
  }
  return undefined;
}
