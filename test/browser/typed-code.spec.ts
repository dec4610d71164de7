import { elementPages } from './element-page.js';

const IPHONE = { hasTouch: true, isMobile: true, viewport: { width: 390, height: 844 } };
const TYPE = 'Can’t scan? Type a code';

describe('without scanning', () => {
  const open = elementPages();
  const asked = (requests: readonly string[]): number =>
    requests.filter((request) => request.endsWith('/user-code')).length;

  it('asks for no code to type until somebody wants one, and hides it again', async () => {
    const at = await open();
    await at.live();
    expect(asked(at.broker.requests)).toBe(0);
    await at.button(TYPE).click();
    await at.says('In the app, tap “Enter a code” and type:');
    await at.says('WDJBM-JHTKX-T');
    await at.button(TYPE).click();
    await at.status.getByText('WDJBM-JHTKX-T').waitFor({ state: 'hidden' });
    expect(asked(at.broker.requests)).toBe(1);
  });

  it('has screen readers read it letter by letter', async () => {
    const at = await open();
    await at.live();
    await at.button(TYPE).click();
    await at.says('WDJBM-JHTKX-T');
    expect(await at.status.ariaSnapshot()).toContain('W D J B M , J H T K X , T');
    expect(await at.status.ariaSnapshot()).not.toContain('WDJB');
  });

  it('takes digits where the page is for telephones', async () => {
    const at = await open({ attributes: 'user-code="digits"' });
    await at.button(TYPE).click();
    await at.says('0194-5073-0864-2');
  });

  it('offers none where the portal wants none', async () => {
    const at = await open({ attributes: 'user-code="off"' });
    await at.live();
    expect(await at.button(TYPE).count()).toBe(0);
  });

  it('asks for none and links nowhere where the portal wants none, not even on a phone', async () => {
    const at = await open({ ...IPHONE, attributes: 'user-code="off"' });
    await at.live();
    expect(await at.page.getByRole('link').count()).toBe(0);
    expect(asked(at.broker.requests)).toBe(0);
  });

  it('shows the code of the next session to whoever was typing that of the last', async () => {
    const at = await open();
    await at.live();
    await at.button(TYPE).click();
    await at.says('WDJBM-JHTKX-T');
    at.broker.tell('expired');
    await at.broker.until(() => at.broker.sessions.length === 2 && asked(at.broker.requests) === 2);
    await at.says('WDJBM-JHTKV-Z');
  });

  it('extends by itself for whoever types, since that takes longer', async () => {
    const at = await open({}, ({ broker }) => (broker.lifeMs = 16_000));
    await at.live();
    await at.button(TYPE).click();
    await at.broker.until(() => at.broker.requests.some((request) => request.endsWith('/extend')));
  });

  it('says when there is none, and asks again for another click', async () => {
    const at = await open();
    await at.live();
    at.broker.problem = { code: 'slow_down' };
    await at.button(TYPE).click();
    await at.says('No code to type at the moment. Try again later.');
    at.broker.problem = undefined;
    await at.button(TYPE).click();
    await at.button(TYPE).click();
    await at.says('WDJBM-JHTKX-T');
    await at.status.getByText('No code to type').waitFor({ state: 'hidden' });
  });

  it('selects the link for the person to copy where the page may not write to the clipboard', async () => {
    const at = await open({}, ({ page }) =>
      page.addInitScript(() => Object.defineProperty(navigator, 'clipboard', { value: undefined })),
    );
    await at.button(TYPE).click();
    await at.button('Copy link').click();
    await at.says('Copy the link by hand.');
    const link = at.page.getByRole('textbox');
    expect(await link.inputValue()).toBe(`${at.broker.origin}/Q/WDJBM-JHTKX-T`);
    expect(await link.evaluate((node: HTMLInputElement) => node.selectionEnd)).toBe((await link.inputValue()).length);
  });

  it.each([
    ['a phone', {}, IPHONE],
    ['a page that says so', { attributes: 'same-device' }, {}],
  ])('offers to open each app first on %s, with the typed code behind the link’s #', async (_, options, how) => {
    const at = await open({ ...options, ...how });
    await at.says('Use the app on this phone');
    await at.page.getByRole('link').first().waitFor();
    const links = await at.page
      .getByRole('link')
      .evaluateAll((nodes) => nodes.map((node) => node.getAttribute('href')));
    expect(links).toEqual(['etax://scan#WDJBM-JHTKX-T', 'https://app.example.cn/scan#WDJBM-JHTKX-T']);
    expect(await at.page.getByRole('link').allTextContents()).toEqual(['Open e-Tax', 'Open Income Tax']);
    expect(await at.code.count()).toBe(0);
    await at.button('Show the code').click();
    await at.waiting();
  });

  it('goes on by itself when the person comes back from the app', async () => {
    const at = await open(IPHONE);
    await at.page.getByRole('link').first().waitFor();
    at.broker.tell('approved', { code: 'c', redirect_uri: `${at.broker.origin}/home` });
    await at.page.waitForURL(/\/home\?code=c/);
  });

  it('shows the code as ever where no app can be opened', async () => {
    const at = await open(IPHONE, ({ broker }) => (broker.apps = [{ names: { zh: '甲', en: 'A' } }]));
    await at.waiting();
    expect(asked(at.broker.requests)).toBe(0);
  });

  it.each(['javascript:alert(1)', ' javascript:alert(1)', 'JaVaScRiPt:alert(1)', 'data:text/html,x', '/scan', ''])(
    'makes no link of what opens no app: %j',
    async (scan_link) => {
      const at = await open(IPHONE, ({ broker }) => (broker.apps = [{ names: { zh: '甲', en: 'A' }, scan_link }]));
      await at.waiting();
      expect(await at.page.getByRole('link').count()).toBe(0);
    },
  );

  it('names the apps that are accepted when another one scanned, and keeps the code', async () => {
    const at = await open();
    await at.live();
    at.broker.tell('pending', { refused: 'app_not_trusted' });
    await at.says('The app that scanned is not accepted here. Use e-Tax or Income Tax.');
    expect(await at.read()).not.toBe('');
  });

  it('says that the code is for another account, and not for whose', async () => {
    const at = await open();
    await at.live();
    at.broker.tell('pending', { refused: 'not_for_you' });
    await at.says('This code is meant for another account.');
    expect(await at.read()).not.toBe('');
  });

  it.each(['expired', 'redeemed'] as const)('says that an approval came to nothing: %s', async (state) => {
    const at = await open();
    await at.live();
    at.broker.tell(state, { reason: 'not_completed' });
    await at.says('Not completed. Please start again');
    expect(at.broker.sessions).toHaveLength(1);
    await at.button('New code').click();
    await at.waiting();
  });
});
