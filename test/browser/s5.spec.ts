import { decodeJwt } from 'jose';
import type { Page } from 'playwright-core';
import { Authenticator } from './authenticator.js';
import { demoStage } from './demo-stage.js';
import type { DesktopPage } from './desktop-page.js';
import { PhonePage } from './phone-page.js';

const GREETING = 'Welcome, 张伟';
/** Longer than an app stays unlocked. */
const SOME_MINUTES_MS = 300_000;

/** What a page of the app sends its backend. */
interface Question {
  readonly person: string;
  readonly jkt: string;
  readonly answer?: unknown;
}

describe('S5 Quick unlock', () => {
  const stage = demoStage();

  const desktopPage = (language: 'zh' | 'en' = 'en'): Promise<DesktopPage> => stage.desktop({ language });
  /** The app on a phone that can recognise its person. */
  const phonePage = async (
    how?: Parameters<typeof PhonePage.open>[2] & { readonly synchronises?: boolean },
  ): Promise<{ phone: PhonePage; authenticator: Authenticator }> => {
    const phone = await stage.phone(how);
    const authenticator = await Authenticator.in(phone.page, how);
    await phone.page.reload();
    await phone.screen('home').waitFor();
    return { phone, authenticator };
  };
  const turnOn = async (phone: PhonePage): Promise<Question> => {
    const asking = phone.page.waitForRequest(/\/unlock\/credential$/);
    await phone.button('Turn on quick unlock').click();
    await phone.page.getByText('It is on.').waitFor();
    const { person, jkt } = (await asking).postDataJSON() as Question;
    return { person, jkt };
  };

  describe.each([
    {
      language: 'en',
      turnOn: 'Turn on quick unlock',
      isOn: 'It is on. Your fingerprint, face or screen lock opens the app next time.',
      unlock: 'Unlock',
      signIn: 'Sign in',
      done: 'Done',
      greeting: GREETING,
      before: ['WithPassword', 'LevelBasic (AAL1)'],
      after: ['WithKey held by the phone, Person present, Several factors', 'LevelHigher (AAL2)'],
    },
    {
      language: 'zh',
      turnOn: '开启快捷解锁',
      isOn: '已开启。下次打开 App 时，请用指纹、面容或锁屏密码解锁。',
      unlock: '解锁',
      signIn: '登录',
      done: '完成',
      greeting: '张伟，您好',
      before: ['验证方式密码', '验证级别基本（AAL1）'],
      after: ['验证方式手机内置密钥、本人操作、多重验证', '验证级别较高（AAL2）'],
    },
  ] as const)('in $language', ({ language, ...words }) => {
    it('is unlock, scan, one tap, signed in; and the portal is told what was used', async () => {
      const { phone } = await phonePage({ language });
      const scan = async (desktop: DesktopPage): Promise<void> => phone.scan(await desktop.read());
      const isTold = async (desktop: DesktopPage, evidence: readonly string[]): Promise<void> => {
        await desktop.isGreeted(words.greeting);
        const facts = await desktop.page.locator('dl').last().innerText();
        for (const fact of evidence) expect(facts.replaceAll(/\s*\n\s*/g, '')).toContain(fact);
      };
      const first = await desktopPage(language);
      await scan(first);
      await phone.button(words.signIn).click();
      await isTold(first, words.before);

      await phone.button(words.done).click();
      await phone.button(words.turnOn).click();
      await phone.page.getByText(words.isOn, { exact: true }).waitFor();

      await phone.page.reload();
      await phone.screen('unlock').waitFor();
      // Nothing to type in, and nobody to choose.
      expect(await phone.page.locator('main').locator('input, select, textarea, li').count()).toBe(0);
      await phone.button(words.unlock).click();
      await phone.screen('home').waitFor();
      const second = await desktopPage(language);
      await scan(second);
      expect(await phone.page.locator('main').locator('input, select, textarea').count()).toBe(0);
      await phone.button(words.signIn).click();
      await isTold(second, words.after);
    });
  });

  it.each([
    ['stays on the device', 'hwk', false],
    ['may be synchronised', 'swk', true],
  ])('with a key that %s is told as %s, of this moment, and as nothing more', async (_, factor, synchronises) => {
    const { phone } = await phonePage({ synchronises });
    await turnOn(phone);
    await phone.page.reload();
    const answering = phone.page.waitForResponse(/\/unlock$/);
    await phone.button('Unlock').click();
    const { access_token: token } = (await (await answering).json()) as { access_token: string };
    const { amr, acr, auth_time: verifiedAt, iat } = decodeJwt(token);
    expect({ amr, acr }).toEqual({ amr: [factor, 'user', 'mfa'], acr: 'aal2' });
    // Both are read off the same clock, at most a second apart.
    expect([iat, iat! - 1]).toContain(verifiedAt);
  });

  it('is asked for again whenever the app is opened anew, and by itself after some minutes', async () => {
    const { phone } = await phonePage({ timeMayPass: true });
    await turnOn(phone);
    for (const lock of [() => phone.page.reload(), () => phone.page.clock.fastForward(SOME_MINUTES_MS)]) {
      await lock();
      await phone.screen('unlock').waitFor();
      await phone.button('Unlock').click();
      await phone.screen('home').waitFor();
    }
  });

  it('loses nothing of a sign-in that was under way when the app locked itself', async () => {
    const { phone } = await phonePage();
    await turnOn(phone);
    const desktop = await desktopPage();
    await phone.scan(await desktop.read());
    await phone.page.reload();
    await phone.button('Unlock').click();
    await phone.screen('consent').waitFor();
    await phone.button('Sign in').click();
    await desktop.isGreeted(GREETING);
  });

  it('says so when the phone does not recognise the person, lets them try again, and leaves another way in', async () => {
    const { phone, authenticator } = await phonePage();
    await turnOn(phone);
    await authenticator.recognises(false);
    await phone.page.reload();
    await phone.button('Unlock').click();
    await phone.complains('You were not recognised. Try again, or sign in another way.');
    await authenticator.recognises(true);
    await phone.button('Unlock').click();
    await phone.screen('home').waitFor();

    await phone.page.reload();
    await phone.button('Sign in another way').click();
    await phone.signIn('张伟');
    const desktop = await desktopPage();
    await phone.scan(await desktop.read());
    await phone.button('Sign in').click();
    await desktop.isGreeted(GREETING);
    expect(await desktop.page.locator('dl').last().innerText()).toContain('Password');
  });

  it('stays off when the phone does not recognise who turns it on', async () => {
    const { phone, authenticator } = await phonePage();
    await authenticator.recognises(false);
    await phone.button('Turn on quick unlock').click();
    await phone.complains('Quick unlock was not turned on. You can try again.');
    await phone.page.reload();
    await phone.screen('home').waitFor();
    expect(await authenticator.credentialIds()).toEqual([]);
  });

  it('is not offered by a phone that cannot recognise anybody', async () => {
    const phone = await stage.phone();
    expect(await phone.button('Turn on quick unlock').count()).toBe(0);
  });

  describe('is of no use', () => {
    it('a second time: an answer that was recorded is refused', async () => {
      stage.expects('refused');
      const { phone } = await phonePage();
      await turnOn(phone);
      await phone.page.reload();
      const asking = phone.page.waitForRequest(/\/unlock$/);
      await phone.button('Unlock').click();
      await phone.screen('home').waitFor();
      const recorded = (await asking).postDataJSON() as Question;
      expect(await ask(phone.page, 'unlock', recorded)).toEqual({ status: 403, hasToken: false });
    });

    it('to whoever knows the id of the credential, but has another key', async () => {
      stage.expects('refused');
      const { phone, authenticator } = await phonePage();
      const owner = await turnOn(phone);
      const [stolenId] = await authenticator.credentialIds();
      const { phone: other, authenticator: forger } = await phonePage();
      await forger.pretend(stolenId!, new URL(stage.world.origin).hostname);

      expect(await ask(other.page, 'unlock', await signed(other.page, owner))).toEqual({
        status: 403,
        hasToken: false,
      });
      // It is not for how it was asked.
      expect(await ask(phone.page, 'unlock', await signed(phone.page, owner))).toEqual({ status: 200, hasToken: true });
    });

    it('on another phone: what one phone signed opens no other', async () => {
      stage.expects('refused');
      const { phone } = await phonePage();
      const owner = await turnOn(phone);
      const { phone: other } = await phonePage({ person: '李娜' });
      const stranger = await turnOn(other);
      const { answer } = await signed(phone.page, owner);
      expect(await ask(other.page, 'unlock', { ...stranger, answer })).toEqual({ status: 403, hasToken: false });
    });

    it('if it is walked around: no token without it, and no other credential in its place', async () => {
      stage.expects('refused');
      const { phone } = await phonePage();
      const owner = await turnOn(phone);
      expect(await ask(phone.page, 'token', owner)).toEqual({ status: 401, hasToken: false });
      expect(await ask(phone.page, 'unlock/credential-options', owner)).toEqual({ status: 403, hasToken: false });
      expect(await ask(phone.page, 'unlock', owner)).toEqual({ status: 403, hasToken: false });
    });
  });
});

/** Has a page of the app ask its backend. */
function ask(page: Page, path: string, question: Question): Promise<{ status: number; hasToken: boolean }> {
  return page.evaluate(
    async ([address, body]) => {
      const headers = { 'content-type': 'application/json' };
      const answer = await fetch(address, { method: 'POST', headers, body });
      return { status: answer.status, hasToken: (await answer.text()).includes('access_token') };
    },
    [path, JSON.stringify(question)] as const,
  );
}

/** The answer of a page's authenticator to the challenge for a phone. */
function signed(page: Page, phone: Question): Promise<Question> {
  return page.evaluate(async (question) => {
    const headers = { 'content-type': 'application/json' };
    const asked = await fetch('unlock/options', { method: 'POST', headers, body: JSON.stringify(question) });
    const options = (await asked.json()) as PublicKeyCredentialRequestOptionsJSON;
    const publicKey = PublicKeyCredential.parseRequestOptionsFromJSON(options);
    const credential = (await navigator.credentials.get({ publicKey })) as PublicKeyCredential;
    return { ...question, answer: credential.toJSON() };
  }, phone);
}
