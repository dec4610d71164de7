import type { Attack } from '../attack.js';
import { Findings } from '../findings.js';
import { somebody } from '../target.js';

export const crossPurpose: Attack = {
  id: 'cross-purpose',
  title: 'Sign in with an approval for something else',
  about: 'Somebody who proved who they are for one act, or on the telephone, is signed in by whoever asked them to.',
  source: 'RFC 10027 §6.1.14; OpenID Connect Core §3.1.3.7',
  needs: ['portal', 'app'],
  requests: 24,
  async run(target) {
    const found = new Findings();
    const { portal } = target;
    for (const purpose of ['step_up', 'verify'] as const) {
      found.expectRefusal(
        `a page’s own start for ${purpose}`,
        await target.call('POST', '/v1/sessions', {
          origin: portal.origin,
          body: { ...(await target.begin()), purpose, login_hint: [{ realm: target.realm, sub: 'anybody' }] },
        }),
      );
    }
    const person = somebody();
    const page = await target.pageOfBackend({
      purpose: 'verify',
      login_hint: [{ realm: target.realm, sub: person.sub }],
    });
    found.expectRefusal(
      'a scan by somebody for whom it is not',
      await (await target.phone()).call('POST', '/v1/scans', { qr: await page.code() }),
    );
    await page.signInBy(await target.phone(person));
    const landing = await page.landing();
    const { verifier } = portal.attempt(landing);
    found.expectRefusal(
      'the code of a proof for one act, redeemed as a sign-in,',
      await target.callAs(portal, '/token', {
        grant_type: 'authorization_code',
        code: new URL(landing).searchParams.get('code') ?? '',
        redirect_uri: landing.split('?', 1)[0] ?? '',
        code_verifier: verifier,
      }),
    );
    return found.verdict;
  },
};
