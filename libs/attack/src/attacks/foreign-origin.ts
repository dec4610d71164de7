import type { Attack } from '../attack.js';
import { Findings } from '../findings.js';

/** Pages that nobody registered, among them such as look like one that is. */
const foreign = (own: string): readonly string[] => [
  'https://evil.example',
  'null',
  `${own}.evil.example`,
  own.replace('://', '://evil-'),
];

export const foreignOrigin: Attack = {
  id: 'foreign-origin',
  title: 'Start and watch from a foreign page',
  about: 'Any page on the web starts sign-ins of the portal in its visitors’ browsers, and reads what becomes of them.',
  source: 'RFC 6454 §7; ASVS 3.4.2',
  needs: ['portal'],
  requests: 24,
  async run(target) {
    const found = new Findings();
    const { portal } = target;
    const page = await target.page();
    const isLetIn = (headers: Headers, origin: string): boolean => {
      const allowed = headers.get('access-control-allow-origin');
      return allowed === '*' || allowed === origin;
    };
    for (const origin of foreign(portal.origin)) {
      const start = await target.call('POST', '/v1/sessions', { origin, body: await target.begin() });
      found.expectRefusal(`a start by a page on ${origin}`, start);
      const look = await page.call('GET', '', { origin });
      found.expectRefusal(`a look by a page on ${origin}`, look);
      const preflight = await target.call('OPTIONS', '/v1/sessions', {
        origin,
        headers: { 'access-control-request-method': 'POST' },
      });
      for (const [what, { headers }] of Object.entries({ start, look, preflight })) {
        found.expect(!isLetIn(headers, origin), `the answer to a ${what} may be read by pages on ${origin}`);
      }
    }
    found.expectRefusal(
      'a start without an origin',
      await target.call('POST', '/v1/sessions', { body: await target.begin() }),
    );
    return found.verdict;
  },
};
