import { BESIDE, CodePage, EMAIL, offers, SMS, WALKS } from './element-code-faces.js';
import { findingsInEachLook, NOTHING, prepareLooks } from './element-looks.js';
import { APPS, type ElementPage, elementPages } from './element-page.js';

/** A language of a portal's own, from right to left, made of the English one: what matters is where it stands. */
const UYGHUR = `
  const { languages } = customElements.get('saoma-one-time-code');
  languages.set('ug', { ...languages.get('en'), direction: 'rtl', heading: 'كود' });
`;

describe('a one-time code beside the code on the screen', () => {
  const openPage = elementPages();

  const open = async (
    prepare: (at: ElementPage) => unknown = offers(SMS, EMAIL),
    options: Parameters<typeof openPage>[0] = {},
  ): Promise<{ at: ElementPage; code: CodePage }> => {
    const at = await openPage({ beside: BESIDE, ...options }, prepare);
    await at.live();
    return { at, code: new CodePage(at) };
  };
  const provings = ({ broker }: ElementPage): number =>
    broker.requests.filter((request) => request.endsWith('/prove')).length;

  it('is nothing on a page whose session has no contacts', async () => {
    const { code } = await open(() => undefined);
    expect(await code.element.evaluate((node) => node.getBoundingClientRect().height)).toBe(0);
  });

  it('brings a person home with the keyboard alone, and a code that was pasted with a space', async () => {
    const { at, code } = await open(offers(SMS, EMAIL), { permissions: ['clipboard-read', 'clipboard-write'] });
    await code.element.getByRole('radio', { name: 'Text message to' }).focus();
    await at.page.keyboard.press('ArrowDown');
    await at.page.keyboard.press('Enter');
    await code.says('The code was sent to');
    expect(at.broker.session.news.one_time_code?.channel).toBe('email');
    expect(await code.field.evaluate((field) => field.matches(':focus'))).toBe(true);
    await at.page.evaluate(() => navigator.clipboard.writeText('123 456'));
    await at.page.keyboard.press('Control+V');
    await at.page.keyboard.press('Enter');
    await at.page.waitForURL(/\/home\?code=proved/);
  });

  it('asks for a number or a code by words that people and their phones understand', async () => {
    const { code } = await open(offers(SMS));
    expect(await code.part('contact').first().textContent()).toContain('138****0142');
    await code.sends();
    const field = code.element.getByLabel('6-digit code');
    expect(
      await field.evaluate((node) => ['inputmode', 'autocomplete', 'pattern'].map((name) => node.getAttribute(name))),
    ).toEqual(['numeric', 'one-time-code', '\\d{6}']);
  });

  it('says what is wrong with a code at its field, how often it can be tried, and that a spent one is void', async () => {
    const { at, code } = await open();
    await code.sends();
    await code.fails('12345');
    expect(await code.field.getAttribute('aria-invalid')).toBe('true');
    expect(await code.part('error').textContent()).toBe('Type the 6 digits.');
    expect(provings(at)).toBe(0);
    await code.fails('000000');
    expect([await code.part('error').textContent(), await code.field.inputValue()]).toEqual([
      'This code is not right.',
      '',
    ]);
    const described = await code.field.getAttribute('aria-describedby');
    expect(described).toBe(await code.part('error').getAttribute('id'));
    for (const left of [4, 3, 2, 1]) {
      await code.says(`Tries left: ${left}.`);
      await code.field.fill('000000');
      await at.page.keyboard.press('Enter');
    }
    await code.says('The code sent before is no longer valid.');
    expect(await code.field.count()).toBe(0);
    // What was focused went away, and the focus with nothing in between to the element.
    expect(await at.page.evaluate(() => document.activeElement?.localName)).toBe('saoma-one-time-code');
  });

  it('counts down without a word until it may be sent again, and then says so once', async () => {
    const { at, code } = await open((page) => {
      offers(SMS, EMAIL)(page);
      page.broker.resendMs = 2_500;
    });
    await code.sends();
    const heard = await code.status.evaluateHandle((status) => {
      const said: string[] = [];
      new MutationObserver((changes) => {
        for (const { addedNodes } of changes) for (const node of addedNodes) said.push(node.textContent ?? '');
      }).observe(status, { subtree: true, childList: true });
      return said;
    });
    expect(await code.send.getAttribute('aria-disabled')).toBe('true');
    await code.send.dispatchEvent('click');
    await code.element.getByRole('timer').getByText('0:01').waitFor();
    await code.says('You can send it again now.');
    expect(await heard.jsonValue()).toEqual(['You can send it again now.']);
    expect(at.broker.requests.filter((request) => request.endsWith('/one-time-code'))).toHaveLength(1);
    await code.send.click();
    await at.broker.until(() => at.broker.requests.filter((one) => one.endsWith('/one-time-code')).length === 2);
  });

  it('tells at once that nothing can be sent, and that there is the other way', async () => {
    const { code } = await open();
    await code.sends({ code: 'message_not_sent' });
    await code.says('The message could not be sent. Try again, or scan with the app instead.');
    await code.sends();
    expect(await code.part('error').textContent()).toBe('');
  });

  it('tells how long it is locked, while the way by the phone stays open; and then it is offered again', async () => {
    const { at, code } = await open();
    await code.sends();
    await code.fails('000000', { code: 'factor_locked', retryAfterMs: 61_000 });
    await code.says('Try again in 2 min, or scan with the app instead.');
    expect(await code.send.isVisible()).toBe(false);
    expect(await at.code.count()).toBe(1);
    await at.page.reload();
    await at.live();
    await code.fails('000000', { code: 'factor_locked', retryAfterMs: 1_200 });
    await code.field.waitFor();
    at.broker.tell('approved', { code: 'scanned', redirect_uri: `${at.broker.origin}/home` });
    await at.page.waitForURL(/\/home\?code=scanned/);
  });

  it('is given more time unasked while a code is to be typed', async () => {
    const { at, code } = await open((page) => {
      offers(SMS)(page);
      page.broker.lifeMs = 14_000;
    });
    const extensions = (): number => at.broker.requests.filter((request) => request.endsWith('/extend')).length;
    expect(extensions()).toBe(0);
    await code.sends();
    await at.broker.until(() => extensions() === 1);
  });

  it('gives way to a scan, and hands the focus to the element beside it', async () => {
    const { at, code } = await open();
    await code.sends();
    at.broker.tell('scanned', { phone: { app: APPS[0] } });
    await code.field.waitFor({ state: 'hidden' });
    expect(await at.page.evaluate(() => document.activeElement?.localName)).toBe('saoma-login');
  });

  it('follows the element beside it to a new session, also to one of another start, and from wherever it stands', async () => {
    const { at, code } = await open(offers(SMS), { beside: '' });
    await at.page.evaluate(() => {
      const early = document.createElement('saoma-one-time-code');
      early.setAttribute('for', 'scan');
      document.querySelector('main')!.prepend(early);
    });
    await code.sends();
    await at.button('New code').click();
    await code.says('The code sent before is no longer valid.');
    offers(EMAIL)(at);
    await at.page.locator('saoma-login').evaluate((login) => login.setAttribute('start-url', '/login/start?anew'));
    await code.part('contact').getByText('E-mail to').waitFor();
  });

  it('speaks the language of the page, one from right to left too, with numbers from left to right', async () => {
    const { at, code } = await open(offers(SMS), { attributes: 'lang="en"', script: UYGHUR, locale: 'en' });
    await at.page.evaluate(() => (document.documentElement.lang = 'zh-CN'));
    await code.send.getByText('发送验证码').waitFor();
    await at.page.evaluate(() => (document.documentElement.lang = 'ug'));
    await code.element.getByRole('heading', { name: 'كود' }).waitFor();
    expect(
      await code
        .part('contact')
        .first()
        .evaluate((node) => getComputedStyle(node).direction),
    ).toBe('rtl');
    expect(await code.part('contact').first().textContent()).toContain('\u2066138****0142\u2069');
  });

  it.each(WALKS.map((walk) => [Object.keys(walk.steps).join(', '), walk] as const))(
    'has nothing for axe to find, and nothing to scroll sideways for: %s',
    async (_, { prepare, steps }) => {
      const { at, code } = await open(prepare);
      await prepareLooks(at);
      for (const [face, reach] of Object.entries(steps)) {
        await reach(code);
        expect([face, await findingsInEachLook(at, 'saoma-one-time-code')]).toEqual([face, NOTHING]);
      }
    },
  );

  it('takes letters at twice their size on a narrow page', async () => {
    const { at, code } = await open(offers(SMS, EMAIL), { viewport: { width: 640, height: 700 } });
    await code.element.evaluate((node) => ((node as HTMLElement).style.fontSize = '32px'));
    await code.sends();
    await code.fails('12345');
    expect(await at.page.evaluate(() => document.documentElement.scrollWidth - innerWidth)).toBe(0);
  });

  it('is a script of its own, without the client in it', async () => {
    const { at } = await open();
    const script = await (await fetch(`${at.broker.origin}/saoma-one-time-code.js`)).text();
    expect(script).toContain('saoma-one-time-code');
    for (const name of ['EIO=4', 'importKey', 'Last-Event-ID']) expect(script).not.toContain(name);
  });
});
