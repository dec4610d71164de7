import type { Attack } from '../attack.js';
import { Findings } from '../findings.js';

export const crossPortal: Attack = {
  id: 'cross-portal',
  title: 'Use at one portal what another was given',
  about: 'A portal that somebody signs in to signs itself in as them at any other.',
  source: 'RFC 6749 §4.1.3, §10.5; RFC 9700 §4.5; ASVS 10.4.1',
  needs: ['portal', 'other_portal', 'app'],
  requests: 40,
  async run(target) {
    const found = new Findings();
    const { portal, otherPortal } = target;
    const page = await target.page();
    await page.signInBy(await target.phone());
    const landing = await page.landing();
    const { verifier } = portal.attempt(landing);
    const redemption = {
      grant_type: 'authorization_code',
      code: new URL(landing).searchParams.get('code') ?? '',
      redirect_uri: landing.split('?', 1)[0] ?? '',
      code_verifier: verifier,
    };
    found.expectRefusal(
      'one portal’s code, redeemed by another,',
      await target.callAs(otherPortal, '/token', redemption),
    );

    const again = await target.page();
    await again.signInBy(await target.phone());
    const tokens = await again.redeem();
    const seen = await target.callAs(otherPortal, '/introspect', { token: tokens.access_token });
    found.expect(
      (seen.body as { active?: unknown }).active !== true,
      'one portal’s access token was described to another',
    );
    await target.callAs(otherPortal, '/revoke', { token: tokens.access_token });
    const still = await target.call('GET', '/userinfo', { token: tokens.access_token });
    found.expect(still.status === 200, 'one portal revoked the sign-in of another');

    const token = await target.backendToken(otherPortal);
    found.expectRefusal(
      'a start in another portal’s name',
      await target.call('POST', '/v1/sessions', { token, body: await target.begin() }),
    );
    found.expectRefusal(
      'a start that comes back to another portal',
      await target.call('POST', '/v1/sessions', {
        origin: portal.origin,
        body: { ...(await target.begin()), redirect_uri: (await otherPortal.begin()).redirect_uri },
      }),
    );
    return found.verdict;
  },
};
