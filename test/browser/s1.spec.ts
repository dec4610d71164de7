import { jest } from '@jest/globals';
import type { Consent, StartAnswer } from '@saoma/protocol';
import { readPng } from '../flows/qr-reader.js';
import { demoStage } from './demo-stage.js';
import { type DesktopPage, sessionOf } from './desktop-page.js';
import type { PhonePage } from './phone-page.js';
import { savePicture } from './picture.js';

jest.setTimeout(60_000);

const FRAME_MS = 10_000;
const LIFE_MS = 120_000;
const GREETING = 'Welcome, 张伟';

const IN_WORDS = {
  en: {
    scanned: 'Scanned with e-Tax app',
    approved: 'Signing in…',
    consent: [
      'Yunhai Provincial e-Tax Bureau',
      'Account张伟',
      'ComputerMicrosoft Edge 140 · Windows 10 / 11',
      'Network address127.0.0.*',
    ],
    signIn: 'Sign in',
    done: 'Signed in',
    greeting: GREETING,
  },
  zh: {
    scanned: '已用“电子税务局 App”扫描',
    approved: '正在登录…',
    consent: ['云海省电子税务局', '账户张伟', '电脑Microsoft Edge 140 · Windows 10 / 11', '网络地址127.0.0.*'],
    signIn: '登录',
    done: '已登录',
    greeting: '张伟，您好',
  },
} as const;

describe('S1 QR login with the e-Tax app', () => {
  const stage = demoStage();

  const signIn = async (desktop: DesktopPage, phone: PhonePage, code: string): Promise<void> => {
    await phone.scan(code);
    await phone.button('Sign in').click();
    await desktop.isGreeted(GREETING);
  };

  describe.each(['en', 'zh'] as const)('in %s', (language) => {
    const words = IN_WORDS[language];

    it('goes from the code on the screen to the home page by itself, once the person agrees', async () => {
      const [desktop, phone] = [await stage.desktop({ language }), await stage.phone({ language })];
      const code = await desktop.read();
      if (language === 'zh') await savePicture('login', desktop.page);
      await phone.scan(code);
      if (language === 'zh') await savePicture('consent', phone.page);
      const question = phone.screen('consent');
      for (const text of [...words.consent, new URL(stage.world.origin).host]) {
        expect(await question.textContent()).toContain(text);
      }
      await desktop.says(words.scanned);
      await phone.button(words.signIn).click();
      await phone.says(words.done);
      await desktop.isGreeted(words.greeting);
      expect(await desktop.page.title()).toContain(words.greeting);
      if (language === 'zh') await savePicture('home', desktop.page);
    });
  });

  it.each([
    ['Cancel', 'Sign-in cancelled', 'You cancelled on your phone'],
    ['This was not me', 'Sign-in refused', 'The phone said: this was not me'],
  ])('says so on both screens when the person answers "%s", and offers a new code', async (answer, heading, text) => {
    const [desktop, phone] = [await stage.desktop(), await stage.phone()];
    const code = await desktop.read();
    await phone.scan(code);
    await phone.button(answer).click();
    await phone.says(heading);
    await desktop.says(text);
    expect(await desktop.code.count()).toBe(0);
    await phone.button('Done').click();
    await desktop.button('New code').click();
    await signIn(desktop, phone, await desktop.readAnother(code));
  });

  it('tells the phone that the computer cancelled meanwhile', async () => {
    stage.expects('refused');
    const [desktop, phone] = [await stage.desktop(), await stage.phone()];
    await phone.scan(await desktop.read());
    await desktop.says('Scanned with e-Tax app');
    const told = desktop.page.waitForResponse(/\/cancel$/);
    await desktop.button('Cancel').click();
    await desktop.says('Sign-in cancelled');
    await (await told).finished();
    await phone.button('Sign in').click();
    await phone.says('Cancelled on the computer');
    expect(desktop.page.url()).toContain(stage.world.pages.portal);
  });

  it('takes a new code when a stranger was the first to scan, and the stranger comes to nothing', async () => {
    stage.expects('refused');
    const [desktop, phone] = [await stage.desktop(), await stage.phone()];
    const stranger = await stage.phone({ person: '李娜' });
    const code = await desktop.read();
    await stranger.scan(code);
    await phone.enter(code);
    await phone.complains('Somebody else scanned this code first. Take a new code on the computer and scan that.');
    await phone.button('Back').click();
    const told = desktop.page.waitForResponse(/\/cancel$/);
    await desktop.button('Not you? New code').click();
    await (await told).finished();
    await stranger.button('Sign in').click();
    await stranger.says('Cancelled on the computer');
    await signIn(desktop, phone, await desktop.readAnother(code));
  });

  it('shows another picture of the same code every ten seconds', async () => {
    const desktop = await stage.desktop({ timeMayPass: true });
    const pictures = [await desktop.read()];
    for (let frame = 1; frame <= 3; frame += 1) {
      await desktop.letPass(FRAME_MS);
      pictures.push(await desktop.readChanged(pictures.at(-1)!));
    }
    expect(new Set(pictures).size).toBe(4);
    expect(new Set(pictures.map(sessionOf)).size).toBe(1);
    await signIn(desktop, await stage.phone(), pictures.at(-1)!);
  });

  it('sends a phone that shows an old picture back to the screen, where the code goes on', async () => {
    stage.expects('refused');
    const [desktop, phone] = [await stage.desktop({ timeMayPass: true }), await stage.phone()];
    const old = await desktop.read();
    await desktop.letPass(2 * FRAME_MS);
    const fresh = await desktop.readChanged(old);
    await phone.enter(old);
    await phone.complains('The code has changed meanwhile. Scan the code on the screen again.');
    await desktop.says('Scan this code with the app');
    await phone.button('Back').click();
    expect(sessionOf(fresh)).toBe(sessionOf(old));
    await signIn(desktop, phone, await desktop.read());
  });

  it('takes a new code by itself when one expires, and sends a phone with the old one back to it', async () => {
    stage.expects('refused');
    const [desktop, phone] = [await stage.desktop({ timeMayPass: true }), await stage.phone()];
    const old = await desktop.read();
    await desktop.letPass(LIFE_MS);
    const fresh = await desktop.readAnother(old);
    await phone.enter(old);
    await phone.complains('The code has changed meanwhile. Scan the code on the screen again.');
    await phone.button('Back').click();
    await signIn(desktop, phone, fresh);
  });

  it('says that the code has expired when nobody came for three more, and takes a new one for a click', async () => {
    const desktop = await stage.desktop({ timeMayPass: true });
    let code = await desktop.read();
    for (let renewals = 0; renewals < 3; renewals += 1) {
      await desktop.letPass(LIFE_MS);
      code = await desktop.readAnother(code);
    }
    await desktop.letPass(LIFE_MS);
    await desktop.says('This code has expired');
    expect(await desktop.code.count()).toBe(0);
    await desktop.button('New code').click();
    await signIn(desktop, await stage.phone(), await desktop.readAnother(code));
  });

  it('lets nobody in when the question on the phone is left unanswered', async () => {
    const [desktop, phone] = [await stage.desktop({ timeMayPass: true }), await stage.phone({ timeMayPass: true })];
    const code = await desktop.read();
    await phone.scan(code);
    await desktop.says('Scanned with e-Tax app');
    await desktop.letPass(LIFE_MS);
    await phone.page.clock.fastForward(LIFE_MS);
    await phone.says('Time ran out');
    await phone.button('Done').click();
    await signIn(desktop, phone, await desktop.readAnother(code));
  });

  it('gives a slow person more time with the same code', async () => {
    const desktop = await stage.desktop({ timeMayPass: true });
    const code = await desktop.read();
    await desktop.letPass(LIFE_MS - 25_000);
    await desktop.says('This code is about to expire.');
    await desktop.button('More time').click();
    await desktop.button('More time').waitFor({ state: 'hidden' });
    await desktop.letPass(60_000);
    const later = await desktop.readChanged(code);
    expect(sessionOf(later)).toBe(sessionOf(code));
    await signIn(desktop, await stage.phone(), await desktop.read());
  });

  describe('loaded anew', () => {
    it('while it waits: goes on with its session', async () => {
      const desktop = await stage.desktop();
      const before = await desktop.read();
      await desktop.page.reload();
      const after = await desktop.read();
      expect(sessionOf(after)).toBe(sessionOf(before));
      await signIn(desktop, await stage.phone(), after);
    });

    it('while the person looks at the question: finishes by itself once they agree', async () => {
      const [desktop, phone] = [await stage.desktop(), await stage.phone()];
      await phone.scan(await desktop.read());
      await desktop.says('Scanned with e-Tax app');
      await desktop.page.reload();
      await desktop.says('Scanned with e-Tax app');
      await phone.button('Sign in').click();
      await desktop.isGreeted(GREETING);
    });

    it('while the person agrees: finishes by itself when it is back', async () => {
      const [desktop, phone] = [await stage.desktop(), await stage.phone()];
      await phone.scan(await desktop.read());
      await desktop.says('Scanned with e-Tax app');
      // Between the old page and the new one, nothing of the broker's reaches either.
      await desktop.page.goto('about:blank');
      await phone.button('Sign in').click();
      await phone.screen('result').waitFor();
      await desktop.page.goBack();
      await desktop.isGreeted(GREETING);
    });

    it('and kept nothing of it when it ended: another code', async () => {
      const desktop = await stage.desktop();
      const before = await desktop.read();
      await desktop.button('Cancel').click();
      await desktop.says('Sign-in cancelled');
      await desktop.page.reload();
      await desktop.readAnother(before);
    });

    it('leaves a second tab its own session, and neither disturbs the other', async () => {
      const desktop = await stage.desktop();
      const code = await desktop.read();
      await desktop.page.reload();
      await desktop.read();
      // A page that a page opens gets a copy of what is stored for its tab, as a duplicated tab does.
      const [second] = await Promise.all([
        desktop.page.context().waitForEvent('page'),
        desktop.page.evaluate(() => {
          sessionStorage.setItem('copied', 'yes');
          window.open(location.href);
        }),
      ]);
      await second.getByRole('img', { name: 'QR code' }).waitFor();
      expect(await second.evaluate(() => Object.keys(sessionStorage))).toEqual(['copied']);
      const [text] = await readPng(await second.screenshot());
      expect(sessionOf(text!)).toBeDefined();
      expect(sessionOf(text!)).not.toBe(sessionOf(code));
      await second.close();
      const mine = await desktop.read();
      expect(sessionOf(mine)).toBe(sessionOf(code));
      await signIn(desktop, await stage.phone(), mine);
    });
  });

  it('reaches the home page by itself when the network was gone while the phone approved', async () => {
    stage.expects('cutOff');
    const [desktop, phone] = [await stage.desktop(), await stage.phone()];
    await phone.scan(await desktop.read());
    await desktop.says('Scanned with e-Tax app');
    await desktop.page.context().setOffline(true);
    await desktop.says('No connection. Trying again…');
    await phone.button('Sign in').click();
    await phone.says('Approved, waiting for the sign-in page…');
    await desktop.page.context().setOffline(false);
    await desktop.isGreeted(GREETING);
  });

  it('asks nobody twice when the phone’s network was gone while the person agreed', async () => {
    stage.expects('cutOff');
    const [desktop, phone] = [await stage.desktop(), await stage.phone()];
    await phone.scan(await desktop.read());
    await phone.page.context().setOffline(true);
    await phone.button('Sign in').click();
    await phone.complains('No connection. Check your network and try again.');
    await phone.page.context().setOffline(false);
    await phone.says('Signed in');
    await desktop.isGreeted(GREETING);
  });

  it('is operated with the keyboard alone', async () => {
    const desktop = await stage.desktop();
    const { page } = desktop;
    const code = await desktop.read();
    const focused = page.locator(':focus');
    const reached: (string | null)[] = [];
    for (let stop = 0; stop < 8; stop += 1) {
      await page.keyboard.press('Tab');
      reached.push(await focused.last().textContent());
    }
    expect(reached.map((text) => text?.trim())).toEqual([
      'Yunhai Provincial e-Tax Bureau',
      '中文',
      'Enterprise',
      'Natural person',
      'Agency',
      'Can’t scan? Type a code',
      'New code',
      'Enlarge',
    ]);

    await desktop.button('Enlarge').focus();
    await page.keyboard.press('Enter');
    await page.getByRole('dialog').waitFor();
    expect(sessionOf(await desktop.read())).toBe(sessionOf(code));
    await page.keyboard.press('Escape');
    await page.getByRole('dialog').waitFor({ state: 'hidden' });
    expect(await focused.last().textContent()).toBe('Enlarge');

    await page.keyboard.press('Shift+Tab');
    await page.keyboard.press('Enter');
    const second = await desktop.readAnother(code);
    await desktop.button('Cancel').focus();
    await page.keyboard.press('Enter');
    await desktop.says('Sign-in cancelled');
    // What had the focus is gone, and the next stop is what there is to do now.
    await page.keyboard.press('Tab');
    expect(await focused.last().textContent()).toBe('New code');
    await page.keyboard.press('Enter');
    await signIn(desktop, await stage.phone(), await desktop.readAnother(second));
  });

  it('leaves the focus where it is while the sign-in moves on, and says each step aloud', async () => {
    const [desktop, phone] = [await stage.desktop(), await stage.phone()];
    const code = await desktop.read();
    await desktop.page.getByRole('link', { name: '中文' }).focus();
    const moments = await desktop.listen();
    await signIn(desktop, phone, code);
    expect(moments.slice(0, 3).map(({ said }) => said)).toEqual([
      'Scan this code with the app',
      'Scanned with e-Tax app\n\nConfirm on your phone.',
      'Signing in…',
    ]);
    expect(new Set(moments.map(({ focus }) => focus))).toEqual(new Set(['中文']));
  });

  it('has no secret in the document, in an address that is asked for, or in the log', async () => {
    const [desktop, phone] = [await stage.desktop(), await stage.phone()];
    await desktop.read();
    const starting = desktop.page.waitForResponse(/\/session\?entry=/);
    await desktop.button('New code').click();
    const { session_id, desktop_token, qr } = (await (await starting).json()) as StartAnswer;
    const code = await desktop.read();
    const moments = await desktop.listen();

    // The first may be told which nonce to prove with.
    const asking = phone.page.waitForResponse((answer) => answer.url().endsWith('/v1/scans') && answer.ok());
    await phone.scan(code);
    const { consent_nonce } = (await (await asking).json()) as Consent;
    const { authorization } = await (await asking).request().allHeaders();
    const returning = desktop.page.waitForRequest(/\/callback\?/);
    await phone.button('Sign in').click();
    const back = new URL((await returning).url());
    await desktop.isGreeted(GREETING);

    const accessToken = authorization?.replace('DPoP ', '') ?? '';
    const authorizationCode = back.searchParams.get('code') ?? '';
    const secrets = { desktop_token, frame_key: qr.frame_key, code, consent_nonce, accessToken, authorizationCode };
    const documents = [...moments.map(({ markup }) => markup), await desktop.page.content()];
    const asked = [...desktop.watched.urls(), ...phone.watched.urls()].filter((url) => url !== back.href).join();
    for (const [name, secret] of Object.entries(secrets)) {
      expect(secret.length).toBeGreaterThan(20);
      for (const [place, text] of Object.entries({
        document: documents.join(),
        address: asked,
        log: stage.world.log(),
      })) {
        expect({ name, place, found: text.includes(secret) }).toEqual({ name, place, found: false });
      }
    }
    // The places were really looked at.
    expect(documents[0]).toContain('<svg');
    expect(documents[2]).toContain('Signing in…');
    expect(asked).toContain(session_id);
    expect(asked).toContain('/socket.io/');
    expect(stage.world.log()).toContain('/demo/etax/callback');
  });
});
