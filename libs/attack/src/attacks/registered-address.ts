import type { RawAnswer } from '@saoma/testing';
import type { Attack } from '../attack.js';
import { Findings, told } from '../findings.js';
import { somebody } from '../target.js';

export const registeredAddress: Attack = {
  id: 'registered-address',
  title: 'Register an address that must not be called',
  about:
    'A portal or an app that is registered honestly moves its name, or its page, into the operator’s network: the broker knocks there for it.',
  source: 'RFC 6890 §2.2; RFC 9700 §4.12; OWASP SSRF (rebinding, redirects); OpenID Back-Channel Logout §4',
  needs: ['lures', 'canary'],
  requests: 60,
  async run(target) {
    const found = new Findings();
    const { canary, lures } = target;
    if (canary.origin !== lures.canary) throw new Error(`the kit’s lures lead to ${lures.canary}, where no canary is`);
    await fetchedBy('an app’s', lures.apps, async (app) =>
      (await target.phone(somebody(), app)).call('GET', '/v1/requests'),
    );
    await fetchedBy('a portal’s', lures.portals, (portal) =>
      target.callAs(portal, '/token', { grant_type: 'client_credentials', scope: 'sessions' }),
    );
    found.expect(!canary.wasFollowed, 'the broker let itself be sent on to where keys are not registered');
    await webhooks();
    return found.verdict;

    /** Whoever holds one of these proves with a key that is to be fetched. */
    async function fetchedBy<T>(
      whose: string,
      holders: ReadonlyMap<string, T>,
      prove: (holder: T) => Promise<RawAnswer>,
    ): Promise<void> {
      const said = new Set<string>();
      for (const [what, holder] of holders) {
        const before = canary.connections;
        const answer = await prove(holder);
        found.expect(answer.status >= 400, `${whose} keys at a “${what}” address were answered ${told(answer)}`);
        // Where the operator lets the broker call this machine it may come once, and go nowhere from there.
        if (what === 'redirect') continue;
        said.add(told(answer));
        found.expect(canary.connections === before, `${whose} keys at a “${what}” address made the broker connect`);
      }
      // Answers that differ by what is there are a scanner of the operator’s network.
      found.expect(said.size <= 1, `the answers on ${whose} keys say what is there: ${[...said].join(', ')}`);
    }

    /** A request that is sent, decided, and taken back: three things to tell. */
    async function webhooks(): Promise<void> {
      const { webhookPortal: portal, webhookApp } = lures;
      const before = canary.connections;
      const person = somebody();
      const phone = await target.phone(person, webhookApp);
      const page = await target.page(portal);
      await page.signInBy(phone);
      const sub = (await page.redeem()).claims()?.sub ?? '';
      await phone.call('PUT', '/v1/notifications', { handle: 'attack' });
      await target.callAs(portal, '/bc-authorize', {
        scope: 'openid',
        login_hint: `sub:${sub}`,
        client_notification_token: 'attack',
      });
      await phone.open();
      await phone.approve();
      await phone.signOut(page.id);
      await target.settle();
      found.expect(canary.connections === before, 'an address where something was to be told made the broker connect');
    }
  },
};
