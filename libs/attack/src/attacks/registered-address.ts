import type { RawAnswer, PortalBackend } from '@saoma/testing';
import type { Attack } from '../attack.js';
import { Findings, told } from '../findings.js';
import { somebody, type Target } from '../target.js';

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
    const answers = {
      app: await fetchedBy(lures.apps, async (app) =>
        (await target.phone(somebody(), app)).call('GET', '/v1/requests'),
      ),
      portal: await fetchedBy(lures.portals, (portal) => asBackend(target, portal)),
    };
    for (const [whose, told] of Object.entries(answers)) {
      // Who is told apart by what is there has a scanner of the operator's network.
      found.expect(told.size <= 1, `for keys of an ${whose} the answer says what is there: ${[...told].join(', ')}`);
    }
    found.expect(!canary.wasFollowed, 'the broker let itself be sent on to where keys are not registered');
    await webhooks();
    return found.verdict;

    /** Whoever holds one of these proves with a key that is to be fetched; what they were answered. */
    async function fetchedBy<T>(
      holders: ReadonlyMap<string, T>,
      prove: (holder: T) => Promise<RawAnswer>,
    ): Promise<ReadonlySet<string>> {
      const said = new Set<string>();
      for (const [what, holder] of holders) {
        const before = canary.connections;
        const answer = await prove(holder);
        found.expectKept(`keys at a “${what}” address`, answer);
        if (what === 'redirect') continue;
        said.add(told(answer));
        found.expect(canary.connections === before, `keys at a “${what}” address made the broker connect`);
      }
      return said;
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

async function asBackend(target: Target, portal: PortalBackend): Promise<RawAnswer> {
  return target.callAs(portal, '/token', { grant_type: 'client_credentials', scope: 'sessions' });
}
