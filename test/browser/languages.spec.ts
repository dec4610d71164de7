import { readFileSync } from 'node:fs';
import axe from 'axe-core';
import { elementPages } from './element-page.js';

/** A language of a portal's own, from right to left, made of the English one: what matters is where it stands. */
const UYGHUR = `
  const { languages } = customElements.get('saoma-login');
  const english = languages.get('en');
  languages.set('ug', { ...english, direction: 'rtl', names: 'zh', waiting: 'بۇ كودنى ئەپ بىلەن سىكانىرلاڭ' });
`;

describe('what the element speaks', () => {
  const open = elementPages();

  it('speaks the language of the page, and another when it changes', async () => {
    const at = await open();
    await at.says('Scan this code with the app');
    await at.page.evaluate(() => document.querySelector('saoma-login')!.setAttribute('lang', 'zh-CN'));
    await at.says('请用手机应用扫码');
  });

  it.each([
    ['zh-Hant-TW', '请用手机应用扫码'],
    ['ZH', '请用手机应用扫码'],
    ['zhx', 'Scan this code with the app'],
    ['de-DE', 'Scan this code with the app'],
  ])('takes the nearest that it has, else English: %s', async (lang, text) => {
    const at = await open({ attributes: `lang="${lang}"` });
    await at.says(text);
  });

  it('takes up a language that the page brings, in its own direction', async () => {
    const at = await open({ attributes: 'lang="ug-CN"', script: UYGHUR });
    await at.says('بۇ كودنى ئەپ بىلەن سىكانىرلاڭ');
    await at.waiting();
    const [code, text] = [await at.code.boundingBox(), await at.status.boundingBox()];
    expect(code!.x).toBeGreaterThan(text!.x);
    expect(await at.page.getByRole('group').getAttribute('lang')).toBe('ug');
    await at.page.evaluate(axe.source);
    const { violations } = await at.page.evaluate<axe.AxeResults>('axe.run()');
    expect(violations).toEqual([]);
  });

  it('says it in the page’s own way in the very page that the README shows, with the script that it shows', async () => {
    const readme = readFileSync('libs/browser/README.md', 'utf8');
    const [page, own] = ['html', 'js'].map((kind) => new RegExp(`\`\`\`${kind}\\n([^]*?)\`\`\``).exec(readme)![1]!);
    const html = page!.replace('</head>', '<script type="module" src="/own.js"></script></head>');
    const at = await open({ script: own!, locale: 'en' }, async ({ page: tab, broker }) => {
      await tab.route(`${broker.origin}/`, (route) => route.fulfill({ contentType: 'text/html', body: html }));
      await tab.route('**/assets/saoma-login.js', async (route) =>
        route.fulfill({ response: await route.fetch({ url: `${broker.origin}/saoma-login.js` }) }),
      );
    });
    await at.says('请用手机应用扫码');
    const speak = (lang: string): Promise<void> =>
      at.page.evaluate((tag) => (document.documentElement.lang = tag), lang).then(() => undefined);
    for (const [lang, heading] of [
      ['en', 'Sign in with your phone'],
      ['ug-CN', 'كود سىكانىرلاپ كىرىش'],
    ] as const) {
      await speak(lang);
      await at.page.getByRole('heading', { name: heading }).waitFor();
    }
  });

  it('changes what is on the screen already when a language is set, also where nothing else changes any more', async () => {
    const at = await open({}, ({ broker }) => (broker.problem = { code: 'unauthorized_client' }));
    await at.says('Scanning is not possible now');
    await at.page.evaluate(() => {
      const { languages } = customElements.get('saoma-login') as unknown as { languages: Map<string, object> };
      languages.set('en', { ...languages.get('en'), failed: 'Please use your password' });
    });
    await at.says('Please use your password');
  });

  it('keeps a code to type from left to right in a language that is not', async () => {
    const at = await open({ attributes: 'lang="ug" user-code="digits"', script: UYGHUR });
    await at.button('Can’t scan? Type a code').click();
    const code = at.status.getByText('0194-5073-0864-2');
    await code.waitFor();
    expect(await code.evaluate((node) => getComputedStyle(node).direction)).toBe('ltr');
    expect(await at.status.evaluate((node) => getComputedStyle(node).direction)).toBe('rtl');
  });

  it('stands as the page says where the page says it', async () => {
    const at = await open({ attributes: 'dir="rtl"' });
    await at.waiting();
    expect(await at.status.evaluate((node) => getComputedStyle(node).direction)).toBe('rtl');
  });
});
