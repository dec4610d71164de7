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

  it('keeps a code to type from left to right in a language that is not', async () => {
    const at = await open({ attributes: 'lang="ug" user-code="digits"', script: UYGHUR });
    await at.button('Can’t scan? Type a code').click();
    const code = at.status.getByText('019-450-730');
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
