import type { Attack } from '../attack.js';
import { codeOf, Findings, told } from '../findings.js';
import { PageKey } from '../page-key.js';
import type { Target } from '../target.js';
import { WaitingPage } from '../waiting-page.js';

export const blockedKey: Attack = {
  id: 'blocked-key',
  title: 'Go on with a computer that somebody disowned',
  about: 'The page that a victim said “this was not me” to asks the next victim; or a stranger has others shut out.',
  source: 'RFC 10027 §6.1.6; ASVS 7.4.1',
  needs: ['portal', 'other_portal', 'app'],
  requests: 40,
  async run(target) {
    const found = new Findings();
    await disowned(target, found);
    await onlyNamed(target, found);
    return found.verdict;
  },
};

/** The key is the page’s own, which it proved. */
async function disowned(target: Target, found: Findings): Promise<void> {
  const key = await PageKey.create();
  const page = await target.page(target.portal, {}, key);
  const elsewhere = await target.page(target.otherPortal, {}, key);
  // It proves the key by a look now and then, and has no line that is held open.
  await elsewhere.read();
  const victim = await target.phone();
  await victim.scan(await page.code());
  await victim.deny('not_me');
  for (const portal of [target.portal, target.otherPortal]) {
    const again = await WaitingPage.ask(target, portal, { desktop_jkt: key.jkt });
    found.expectRefusal(`a start with a key that was disowned, at ${portal.clientId},`, again);
    found.expect(
      again.status < 400 || codeOf(again.body) === 'desktop_blocked',
      `a start with a key that was disowned was answered ${told(again)}`,
    );
  }
  const byBackend = await target.call('POST', '/v1/sessions', {
    token: await target.backendToken(target.portal),
    body: await target.portal.begin({ desktop_jkt: key.jkt }),
  });
  found.expectRefusal('a start by a backend for a key that was disowned', byBackend);
  found.expect(
    byBackend.status < 400 || codeOf(byBackend.body) === 'desktop_blocked',
    `a start by a backend for a key that was disowned was answered ${told(byBackend)}`,
  );
  const { state } = await elsewhere.read();
  found.expect(state === 'cancelled', `another page of a key that was disowned is still ${state}`);
}

/** The key is somebody else’s; its thumbprint is no secret. */
async function onlyNamed(target: Target, found: Findings): Promise<void> {
  const key = await PageKey.create();
  const planted = await WaitingPage.start(target, target.portal, { desktop_jkt: key.jkt }, undefined);
  const accomplice = await target.phone();
  await accomplice.scan(planted.firstCode);
  await accomplice.deny('not_me');
  const owner = await WaitingPage.ask(target, target.portal, { desktop_jkt: key.jkt });
  found.expect(owner.status === 201, `the owner of a key that a stranger named was answered ${told(owner)}`);
}
