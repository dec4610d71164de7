import type { Attack } from '../attack.js';
import { Findings } from '../findings.js';

/** Addresses that look registered to a check that is not exact. */
function lookalikes(registered: string): readonly string[] {
  const { origin, host, pathname } = new URL(registered);
  return [
    'https://evil.example/callback',
    `${registered}/../evil`,
    `${registered}?next=https://evil.example`,
    `${registered}#evil`,
    `https://${host}@evil.example${pathname}`,
    `https://${host}.evil.example${pathname}`,
    `${origin}.evil.example${pathname}`,
    registered.toUpperCase(),
    `//evil.example${pathname}`,
    `javascript:alert(1)//${host}`,
  ];
}

export const openRedirect: Attack = {
  id: 'open-redirect',
  title: 'Send the browser elsewhere',
  about: 'A link that begins at the broker, which people trust, ends at the attacker, with the code in its address.',
  source: 'RFC 9700 §4.1, §4.11; ASVS 10.4.1',
  needs: ['portal'],
  requests: 40,
  async run(target) {
    const found = new Findings();
    const { portal } = target;
    const { redirect_uri: registered = '', ...request } = await target.begin();
    const leadsAway = (headers: Headers): boolean => {
      const location = headers.get('location');
      if (location === null) return false;
      const { origin } = new URL(location, target.origin);
      return origin !== target.origin;
    };
    for (const redirect_uri of lookalikes(registered)) {
      const query = new URLSearchParams({
        client_id: request.client_id,
        code_challenge: request.code_challenge,
        code_challenge_method: 'S256',
        response_type: 'code',
        scope: 'openid',
        state: 'x',
        redirect_uri,
      });
      const sent = await target.call('GET', `/authorize?${query.toString()}`);
      found.expect(
        !leadsAway(sent.headers) && !(sent.headers.get('location') ?? '').includes('/login/'),
        `the redirect to ${redirect_uri} was taken`,
      );
      const started = await target.call('POST', '/v1/sessions', {
        origin: portal.origin,
        body: { ...request, redirect_uri },
      });
      found.expectRefusal(`a start that goes to ${redirect_uri}`, started);
    }
    const out = await target.call(
      'GET',
      `/logout?client_id=${request.client_id}&post_logout_redirect_uri=https%3A%2F%2Fevil.example`,
    );
    found.expect(!leadsAway(out.headers), 'the end of a sign-out was taken elsewhere');
    const host = await target.call('GET', '/Q/BBBB-BBBB', { headers: { 'x-forwarded-host': 'evil.example' } });
    found.expect(!leadsAway(host.headers), 'a forwarded host was followed');
    return found.verdict;
  },
};
