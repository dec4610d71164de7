import { parseQrText } from '@saoma/protocol';
import { APPS, elementPages } from './element-page.js';

describe('a sign-in on the page', () => {
  const open = elementPages();

  it('goes on to the portal by itself when the phone approves', async () => {
    const at = await open();
    await at.live();
    const redirect_uri = `${at.broker.origin}/home`;
    at.broker.tell('approved', { code: 'the-code', redirect_uri, state_param: 'a b', iss: at.broker.origin });
    await at.page.waitForURL(`${redirect_uri}?code=the-code&state=a+b&iss=${encodeURIComponent(at.broker.origin)}`);
    expect(await at.page.textContent('body')).toBe('welcome');
  });

  it('stays when the page takes the approval into its own hands', async () => {
    const at = await open();
    await at.live();
    await at.page.evaluate(() => {
      document.addEventListener('saoma-approved', (event) => {
        event.preventDefault();
        document.title = (event as unknown as { approval: { code: string } }).approval.code;
      });
    });
    at.broker.tell('approved', { code: 'for-the-page', redirect_uri: `${at.broker.origin}/home` });
    await at.page.waitForFunction(() => document.title === 'for-the-page');
    await at.says('Signing in…');
    expect(new URL(at.page.url()).pathname).toBe('/');
  });

  it('asks before it goes on in somebody’s name, where the portal wants that', async () => {
    const at = await open({ attributes: 'lang="zh-CN"' });
    await at.live();
    at.broker.tell('approved', {
      code: 'c',
      redirect_uri: `${at.broker.origin}/home`,
      confirm: true,
      person: { name: '张*' },
    });
    await at.says('以 张* 的身份继续？');
    await at.button('继续').click();
    await at.page.waitForURL(/\/home\?code=c/);
  });

  it('throws an approval for somebody else away', async () => {
    const at = await open();
    await at.live();
    const [first] = at.broker.sessions;
    at.broker.tell('approved', {
      code: 'c',
      redirect_uri: `${at.broker.origin}/home`,
      confirm: true,
      person: { name: '王*' },
    });
    await at.button('Not me').click();
    await at.waiting();
    await at.broker.until(() => first?.state === 'cancelled');
    expect(at.broker.session).not.toBe(first);
  });

  it.each([
    ['denied', { reason: 'declined' }, 'You cancelled on your phone'],
    ['denied', { reason: 'not_me' }, 'The phone said: this was not me'],
    ['cancelled', {}, 'Sign-in cancelled'],
    ['cancelled', { reason: 'ended_by_operator' }, 'The service’s staff ended this'],
  ] as const)('says how it ended and offers a new code: %s %j', async (state, news, text) => {
    const at = await open();
    await at.live();
    at.broker.tell(state, news);
    await at.says(text);
    await at.button('New code').click();
    await at.waiting();
  });

  it.each([
    ['login', 'Scan to sign in', 'Signing in…', 'Signed in'],
    ['step_up', 'Scan to confirm', 'Confirmed. Going on…', 'Confirmed'],
    ['verify', 'Scan to prove who you are', 'Identity proved. Going on…', 'Identity proved. Nobody was signed in'],
  ] as const)('says what it is for: %s', async (purpose, heading, approved, redeemed) => {
    const at = await open({ attributes: 'auto-redirect="off"' }, ({ broker }) => (broker.news = { purpose }));
    await at.live();
    await at.page.getByRole('heading', { name: heading }).waitFor();
    at.broker.tell('approved', { purpose, code: 'c' });
    await at.says(approved);
    at.broker.tell('redeemed', { purpose });
    await at.status.getByText(redeemed, { exact: true }).waitFor();
  });

  it('says how many have approved, takes the next, and makes the code to type anew for them', async () => {
    const at = await open();
    await at.live();
    await at.button('Can’t scan? Type a code').click();
    await at.says('WDJBM-JHTKX-T');
    const asked = (): number => at.broker.requests.filter((request) => request.endsWith('/user-code')).length;
    expect(asked()).toBe(1);
    at.broker.tell('scanned', { phone: { app: APPS[0] }, approvals: { needed: 2, given: 0 } });
    await at.says('Scanned with e-Tax');
    at.broker.tell('pending', { approvals: { needed: 2, given: 1 } });
    await at.says('Approved: 1 of 2. The next person scans the new code.');
    await at.says('WDJBM-JHTKX-T');
    expect(asked()).toBe(2);
    at.broker.tell('pending', { approvals: { needed: 2, given: 1 }, refused: 'already_approved' });
    await at.says('Whoever scanned has approved already. Somebody else must scan.');
  });

  it('says that the app must verify the person first, and goes on when it has', async () => {
    const at = await open();
    await at.live();
    at.broker.tell('scanned', { phone: { app: APPS[0] }, refused: 'insufficient_user_authentication' });
    await at.says('The app must verify you first, e.g. your face.');
    at.broker.tell('approved', { code: 'verified', redirect_uri: `${at.broker.origin}/home` });
    await at.page.waitForURL(/\/home\?code=verified/);
  });

  it('cancels', async () => {
    const at = await open();
    await at.live();
    await at.button('Cancel').click();
    await at.says('Sign-in cancelled');
    await at.broker.until(() => at.broker.session.state === 'cancelled');
  });

  it('takes the digits that the phone shows', async () => {
    const at = await open();
    await at.live();
    at.broker.tell('checking', { check: { digits: 6, tries_left: 3 } });
    await at.page.getByRole('textbox').fill('190452');
    await at.button('Continue').click();
    await at.says('These digits are not right. Tries left: 2.');
    await at.page.getByRole('textbox').fill('190451');
    await at.page.keyboard.press('Enter');
    await at.says('Signing in…');
  });

  it('asks for the digits where the person looks, and takes no incomplete ones', async () => {
    const at = await open();
    await at.live();
    at.broker.tell('checking', { check: { digits: 6, tries_left: 3 } });
    await at.says('Enter the 6 digits shown on your phone');
    await at.says('Or scan this code once more with the app.');
    // By the keyboard alone: the field has the focus.
    await at.page.keyboard.type('19045');
    await at.page.keyboard.press('Enter');
    expect(at.broker.requests.filter((request) => request.endsWith('/check'))).toEqual([]);
    await at.page.keyboard.type('2');
    await at.page.keyboard.press('Enter');
    await at.says('These digits are not right. Tries left: 2.');
    const field = at.page.getByRole('textbox', { name: 'Enter the 6 digits shown on your phone' });
    expect(await field.getAttribute('aria-invalid')).toBe('true');
    await at.page.keyboard.type('１９０ ４５１');
    await at.page.keyboard.press('Enter');
    await at.says('Signing in…');
  });

  it('leaves the focus to who is busy elsewhere on the page', async () => {
    const at = await open();
    await at.live();
    await at.page.evaluate(() => document.body.append(document.createElement('input')));
    const other = at.page.locator('body > input');
    await other.focus();
    at.broker.tell('checking', { check: { digits: 6, tries_left: 3 } });
    await at.says('Enter the 6 digits shown on your phone');
    expect(await other.evaluate((node) => document.activeElement === node)).toBe(true);
  });

  it('keeps the digits that did not arrive, says so, and takes them when they are sent again', async () => {
    const at = await open();
    await at.live();
    at.broker.tell('checking', { check: { digits: 6, tries_left: 3 } });
    const field = at.page.getByRole('textbox');
    await field.fill('190451');
    at.broker.problem = { code: 'slow_down' };
    await at.page.keyboard.press('Enter');
    await at.says('That did not work. Try again.');
    expect(await field.inputValue()).toBe('190451');
    at.broker.problem = undefined;
    await at.page.keyboard.press('Enter');
    await at.says('Signing in…');
  });

  it('says when more time was refused', async () => {
    const at = await open({}, ({ broker }) => (broker.lifeMs = 25_000));
    await at.live();
    at.broker.problem = { code: 'slow_down' };
    await at.button('More time').click();
    await at.says('That did not work. Try again.');
    at.broker.problem = undefined;
    await at.button('More time').click();
    await at.status.getByText('That did not work.').waitFor({ state: 'hidden' });
  });

  it('says that the service is busy where somebody answers, and starts when it has time', async () => {
    const at = await open({}, ({ broker }) => (broker.problem = { code: 'slow_down' }));
    await at.says('The service is busy. Trying again…');
    at.broker.problem = undefined;
    await at.waiting();
  });

  it('says honestly that the network is away, keeps the code, and finishes when it is back', async () => {
    const at = await open();
    await at.live();
    await at.page.context().setOffline(true);
    at.broker.dropSockets();
    await at.says('No connection. Trying again…');
    expect(await at.code.count()).toBe(1);
    at.broker.tell('approved', { code: 'late', redirect_uri: `${at.broker.origin}/home` });
    await at.page.context().setOffline(false);
    await at.page.waitForURL(/\/home\?code=late/);
  });

  it('says honestly that live updates are blocked, and still finishes', async () => {
    const at = await open({}, ({ broker }) => (broker.refusesSockets = true));
    await at.says('Your network blocks live updates. Still waiting.');
    at.broker.tell('approved', { code: 'polled', redirect_uri: `${at.broker.origin}/home` });
    await at.page.waitForURL(/\/home\?code=polled/);
  });

  it('goes on with its session when it is loaded anew, and begins anew where that has ended meanwhile', async () => {
    const at = await open();
    await at.live();
    await at.page.reload();
    await at.live();
    await at.waiting();
    expect(at.broker.sessions).toHaveLength(1);
    expect(parseQrText(await at.read())?.sessionId).toBe(at.broker.session.id);
    await at.page.goto('about:blank');
    at.broker.tell('expired');
    await at.page.goBack();
    await at.broker.until(() => at.broker.sessions.length === 2);
    await at.waiting();
  });

  it('asks again in whose name to go on when it is loaded anew before the person answered', async () => {
    const at = await open();
    await at.live();
    const redirect_uri = `${at.broker.origin}/home`;
    at.broker.tell('approved', { code: 'c', redirect_uri, confirm: true, person: { name: '张*' } });
    await at.says('Continue as 张*?');
    await at.page.reload();
    await at.says('Continue as 张*?');
    await at.button('Continue').click();
    await at.page.waitForURL(/\/home\?code=c/);
    expect(await at.page.evaluate(() => sessionStorage.length)).toBe(0);
  });

  it('tells a page that takes approvals into its own hands again, and begins anew once it was used', async () => {
    const at = await open({ attributes: 'auto-redirect="off"' });
    await at.live();
    at.broker.tell('approved', { code: 'c' });
    await at.says('Signing in…');
    await at.page.reload();
    await at.says('Signing in…');
    at.broker.tell('redeemed');
    await at.says('Signed in');
    await at.page.reload();
    await at.waiting();
    expect(at.broker.sessions).toHaveLength(2);
  });

  it('begins anew where the session was used while the page was away', async () => {
    const at = await open();
    await at.live();
    await at.page.goto('about:blank');
    at.broker.tell('redeemed');
    await at.page.goBack();
    await at.broker.until(() => at.broker.sessions.length === 2);
    await at.waiting();
  });

  it('leaves nothing of its session lying about when the browser brings the page back as it was', async () => {
    const at = await open();
    await at.live();
    const lies = await at.page.evaluate(() =>
      ['pagehide', 'pageshow'].map((type) => {
        dispatchEvent(new PageTransitionEvent(type, { persisted: true }));
        return sessionStorage.length;
      }),
    );
    expect(lies).toEqual([1, 0]);
  });

  it('says why it cannot start, and tries again for a click', async () => {
    const at = await open({}, ({ broker }) => (broker.problem = { code: 'unauthorized_client' }));
    await at.status.getByText('unauthorized_client').waitFor();
    at.broker.problem = undefined;
    await at.button('Try again').click();
    await at.waiting();
  });

  it('starts without a backend where the page brings its own challenge', async () => {
    const at = await open();
    await at.waiting();
    await at.page.evaluate((broker) => {
      const element = document.querySelector('saoma-login')!;
      element.removeAttribute('start-url');
      element.setAttribute('broker', broker);
      element.setAttribute('client-id', 'etax');
      element.setAttribute('code-challenge', 'c');
    }, at.broker.origin);
    await at.broker.until(() => at.broker.requests.includes('POST /v1/sessions'));
    await at.broker.until(() => at.broker.sessions.length === 2);
  });

  it('keeps its session when it is moved within the page, and lets go when it is removed', async () => {
    const at = await open();
    await at.live();
    await at.page.evaluate(() => {
      const box = document.createElement('div');
      document.body.append(box);
      box.append(document.querySelector('saoma-login')!);
    });
    await at.page.evaluate(() => document.querySelector('saoma-login')!.remove());
    await at.broker.until(() => at.broker.socketCount === 0);
    expect(at.broker.sessions).toHaveLength(1);
  });

  it('never has a secret in the document: no token, no key, no code', async () => {
    const at = await open({ attributes: 'auto-redirect="off"' });
    await at.live();
    const text = await at.read();
    const markup = (): Promise<string> =>
      at.page.evaluate(
        () => document.documentElement.outerHTML + (document.querySelector('saoma-login')?.shadowRoot?.innerHTML ?? ''),
      );
    const { token, frameKey, id } = at.broker.session;
    const shown = await markup();
    at.broker.tell('approved', { code: 'secret-code', redirect_uri: `${at.broker.origin}/home`, confirm: true });
    await at.says('Continue?');
    for (const secret of [token, frameKey, id, text, 'secret-code'])
      expect(shown + (await markup())).not.toContain(secret);
    expect(shown).toContain('<svg');
  });
});
