import { jest } from '@jest/globals';
import { parseUserCode } from '@saoma/protocol';
import { demoStage } from './demo-stage.js';
import type { DesktopPage } from './desktop-page.js';

jest.setTimeout(120_000);

const IN_WORDS = {
  en: {
    ask: 'Can’t scan? Type a code',
    warning:
      'Go on only if you read the code on the computer, or tapped it on this phone, yourself. If somebody sent it or told it to you, cancel.',
    signIn: 'Sign in',
    done: 'Signed in',
    greeting: 'Welcome, 张伟',
  },
  zh: {
    ask: '无法扫码？输入代码',
    warning: '这个代码须是您自己在电脑上看到的，或在这部手机上点开的。如果是别人发来或念给您的，请点“取消”。',
    signIn: '登录',
    done: '已登录',
    greeting: '张伟，您好',
  },
} as const;

describe('S11 a person who cannot scan types the short code on the screen', () => {
  const stage = demoStage();

  /** Asks the page for a code to type, and reads it from the screen. */
  const codeOn = async ({ page }: DesktopPage, ask: string = IN_WORDS.en.ask): Promise<string> => {
    await page.getByRole('button', { name: ask, exact: true }).click();
    const code = page.locator('saoma-login [part=user-code]').filter({ hasText: /\S/ });
    return code.innerText();
  };

  describe.each(['en', 'zh'] as const)('in %s', (language) => {
    it('goes from the typed code to the home page by itself, once the person agrees', async () => {
      const words = IN_WORDS[language];
      const [desktop, phone] = [await stage.desktop({ language }), await stage.phone({ language })];
      const code = await codeOn(desktop, words.ask);
      expect(code).toMatch(/^[A-Z]{5}-[A-Z]{5}-[A-Z]$/);
      await phone.scan(code);
      expect(await phone.screen('consent').textContent()).toContain(words.warning);
      await phone.button(words.signIn).click();
      await phone.says(words.done);
      await desktop.isGreeted(words.greeting);
    });
  });

  it('does the same with digits, for whoever has a keypad only', async () => {
    const [desktop, phone] = [await stage.desktop(), await stage.phone()];
    await desktop.page.locator('saoma-login').evaluate((element) => element.setAttribute('user-code', 'digits'));
    const code = await codeOn(desktop);
    expect(code).toMatch(/^(\d{4}-){3}\d$/);
    await phone.scan(code.replaceAll('-', ''));
    await phone.button('Sign in').click();
    await desktop.isGreeted('Welcome, 张伟');
  });

  it.each([
    ['in small letters without the dash', (code: string) => ` ${code.replaceAll('-', ' ').toLowerCase()} `],
    ['as the link that the page copies', (code: string) => `${stage.world.origin}/Q/${code}`],
  ])('takes the code %s', async (_, typed) => {
    const [desktop, phone] = [await stage.desktop(), await stage.phone()];
    await phone.scan(typed(await codeOn(desktop)));
    await desktop.says('Scanned with e-Tax app');
  });

  it('says what is wrong with what was typed, and keeps it to be corrected', async () => {
    const phone = await stage.phone();
    const field = phone.page.getByRole('textbox', { name: 'Code' });
    const complaints = [
      ['', 'Enter the code first.'],
      ['WDJB', 'This is not a sign-in code. Compare it with the sign-in page; every character counts.'],
      ['https://example.org/', 'This is not a sign-in code. Compare it with the sign-in page; every character counts.'],
      [
        'https://pass.example.org/Q/WDJBM-JHTKX-T',
        'This code belongs to another sign-in service. Use the app of that service.',
      ],
    ] as const;
    for (const [typed, complaint] of complaints) {
      await phone.enter(typed);
      await phone.complains(complaint);
      expect(await field.inputValue()).toBe(typed);
      expect(await field.getAttribute('aria-invalid')).toBe('true');
    }
  });

  it('refuses a wrong code with words, pauses after five, and lets the person scan all the same', async () => {
    stage.expects('refused');
    const [desktop, phone] = [await stage.desktop(), await stage.phone({ person: '李娜' })];
    const right = await codeOn(desktop);
    const field = phone.page.getByRole('textbox', { name: 'Code' });
    const wrong = ['BBBBB-BBBBB-V', 'CCCCC-CCCCC-C', 'DDDDD-DDDDD-M', 'FFFFF-FFFFF-K', 'GGGGG-GGGGG-V'];
    for (const code of wrong) {
      // The first may be told which nonce to prove with.
      const [answer] = await Promise.all([
        phone.page.waitForResponse((each) => each.url().endsWith('/v1/scans') && each.status() !== 401),
        phone.enter(code),
      ]);
      expect(answer.status()).toBe(404);
      await phone.page.getByRole('alert').filter({ hasText: /\S/ }).waitFor();
      expect(await field.inputValue()).toBe(code);
      expect(await field.evaluate((element) => element === document.activeElement)).toBe(true);
    }
    expect(wrong.map(parseUserCode)).not.toContain(parseUserCode(right));
    await phone.enter(right);
    await phone.complains('Too many tries. Try again in 10 minutes.');
    await desktop.says('Scan this code with the app');

    await phone.scan(await desktop.read());
    await phone.button('Sign in').click();
    await desktop.isGreeted('Welcome, 李娜');
  });
});
