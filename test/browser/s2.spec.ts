import type { AppId } from './demo-world.js';
import { demoStage } from './demo-stage.js';
import { type DesktopPage, sessionOf } from './desktop-page.js';
import type { PhonePage } from './phone-page.js';

const GREETING = 'Welcome, 张伟';

interface KeySet {
  readonly keys: readonly { readonly kid: string; readonly alg: string }[];
}

describe('S2 Same QR, another app', () => {
  const stage = demoStage();

  const desktopPage = (language: 'zh' | 'en' = 'en'): Promise<DesktopPage> => stage.desktop({ language });
  const phonePage = (app: AppId, language: 'zh' | 'en' = 'en'): Promise<PhonePage> => stage.phone({ app, language });
  const keysOf = async (app: AppId): Promise<KeySet['keys']> => {
    const answer = await fetch(`${stage.world.pages[app]}jwks`);
    return ((await answer.json()) as KeySet).keys;
  };

  it.each([
    ['etax-app', 'Scanned with e-Tax app'],
    ['income-tax-app', 'Scanned with Income Tax app'],
  ] as const)('signs in with %s, whichever of the two scans', async (app, scanned) => {
    const [desktop, phone] = [await desktopPage(), await phonePage(app)];
    await phone.scan(await desktop.read());
    await desktop.says(scanned);
    await phone.button('Sign in').click();
    await phone.says('Signed in');
    await desktop.isGreeted(GREETING);
  });

  it('gives the code to whichever app is first; the other is told, and comes to nothing', async () => {
    stage.expects('refused');
    const [desktop, first, second] = [
      await desktopPage(),
      await phonePage('income-tax-app'),
      await phonePage('etax-app'),
    ];
    const code = await desktop.read();
    await first.scan(code);
    await second.enter(code);
    await second.complains('Somebody else scanned this code first. Take a new code on the computer and scan that.');
    await first.button('Sign in').click();
    await desktop.isGreeted(GREETING);
  });

  it('has two issuers with keys of their own, of different kinds', async () => {
    const [etax, incomeTax] = [await keysOf('etax-app'), await keysOf('income-tax-app')];
    expect([etax, incomeTax].map((keys) => keys.map(({ alg }) => alg))).toEqual([['ES256'], ['PS256']]);
    expect(etax[0]?.kid).not.toBe(incomeTax[0]?.kid);
  });

  it('goes on when the app rotates its keys between scan and approval, and when the old key is gone', async () => {
    const [desktop, phone] = [await desktopPage(), await phonePage('income-tax-app')];
    const [old] = await keysOf('income-tax-app');
    await phone.scan(await desktop.read());
    await stage.world.rotateKeys('income-tax-app');
    const [fresh, former] = await keysOf('income-tax-app');
    expect(former?.kid).toBe(old?.kid);
    expect(fresh?.kid).not.toBe(old?.kid);

    // An app that is opened anew has itself given a new token, which the new key has signed.
    const answering = phone.page.waitForResponse(/\/token$/);
    await phone.page.reload();
    expect(await kidOf(await answering)).toBe(fresh?.kid);
    await phone.screen('consent').waitFor();
    await phone.button('Sign in').click();
    await phone.says('Signed in');
    await desktop.isGreeted(GREETING);

    await stage.world.retireKeys('income-tax-app');
    expect((await keysOf('income-tax-app')).map(({ kid }) => kid)).toEqual([fresh?.kid]);
    const [next, later] = [await desktopPage(), await phonePage('income-tax-app')];
    await later.scan(await next.read());
    await later.button('Sign in').click();
    await later.says('Signed in');
    await next.isGreeted(GREETING);
  });

  describe.each([
    {
      language: 'en',
      told: 'This site does not accept this app. Use an app that the site names.',
      waiting: 'The app that scanned is not accepted here. Use e-Tax app or Income Tax app.',
      back: 'Back',
      signIn: 'Sign in',
      greeting: GREETING,
    },
    {
      language: 'zh',
      told: '该网站不支持这个应用。请使用网站指定的应用。',
      waiting: '本网站不支持刚才扫码的应用，请使用：电子税务局 App、个人所得税 App。',
      back: '返回',
      signIn: '登录',
      greeting: '张伟，您好',
    },
  ] as const)('in $language', ({ language, told, waiting, back, signIn, greeting }) => {
    it('tells an app that the portal does not trust, while the page keeps waiting with the same code', async () => {
      stage.expects('refused');
      const [desktop, stranger, phone] = [
        await desktopPage(language),
        await phonePage('housing-fund-app', language),
        await phonePage('income-tax-app', language),
      ];
      const code = await desktop.read();
      await stranger.enter(code);
      await stranger.complains(told);
      await desktop.says(waiting);
      const still = await desktop.read();
      expect(sessionOf(still)).toBe(sessionOf(code));
      await stranger.button(back).click();
      await stranger.screen('home').waitFor();

      await phone.scan(still);
      await phone.button(signIn).click();
      await desktop.isGreeted(greeting);
    });
  });
});

/** The key that signed the access token in an answer. */
async function kidOf(answer: { json(): Promise<unknown> }): Promise<unknown> {
  const { access_token: token } = (await answer.json()) as { access_token: string };
  const [header = ''] = token.split('.');
  return (JSON.parse(Buffer.from(header, 'base64url').toString()) as { kid: unknown }).kid;
}
