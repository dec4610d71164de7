import type { Attack } from '../attack.js';
import { Findings, told } from '../findings.js';

export const replayedCode: Attack = {
  id: 'replayed-code',
  title: 'Redeem an authorization code twice, or without its verifier',
  about: 'Who sees the address that the browser comes back to gets tokens of the person who signed in.',
  source: 'RFC 6749 §4.1.2; RFC 7636 §4.6; RFC 9700 §2.1.1; ASVS 10.4.2',
  needs: ['portal', 'app'],
  requests: 40,
  async run(target) {
    const found = new Findings();
    const approved = async () => {
      const page = await target.page();
      await page.signInBy(await target.phone());
      return { page, landing: await page.landing() };
    };
    const grant = (landing: string, code_verifier: string) =>
      target.callAs(target.portal, '/token', {
        grant_type: 'authorization_code',
        code: new URL(landing).searchParams.get('code') ?? '',
        redirect_uri: landing.split('?', 1)[0] ?? '',
        ...(code_verifier !== '' && { code_verifier }),
      });

    const stolen = await approved();
    found.expectRefusal('a code without its verifier', await grant(stolen.landing, ''));
    found.expectRefusal('a code with another verifier', await grant(stolen.landing, 'x'.repeat(43)));

    const { page, landing } = await approved();
    const { verifier } = target.portal.attempt(landing);
    const first = await page.redeem(landing);
    found.expectRefusal('a code that was redeemed before', await grant(landing, verifier));
    const userinfo = await target.call('GET', '/userinfo', { token: first.access_token });
    found.expect(userinfo.status >= 400, `a token whose code was sent twice still counts: ${told(userinfo)}`);

    const raced = await approved();
    const attempt = target.portal.attempt(raced.landing);
    const both = await Promise.all([1, 2, 3].map(() => grant(raced.landing, attempt.verifier)));
    const given = both.filter(({ status }) => status === 200).length;
    found.expect(given <= 1, `of three redemptions at once ${given} gave tokens`);
    return found.verdict;
  },
};
