import { jest } from '@jest/globals';
import { demoStage } from './demo-stage.js';
import type { DesktopPage } from './desktop-page.js';
import type { PhonePage } from './phone-page.js';

jest.setTimeout(120_000);

const LIFE_MS = 120_000;
/** How long an approval waits to be redeemed, and how long the broker remembers what has ended. */
const MINUTE_MS = 60_000;
const GREETING = 'Welcome, 张伟';
const WAITING = 'Approved, waiting for the sign-in page…';
const NO_CONNECTION = 'No connection. Check your network and try again.';

describe('a bad day for the phone', () => {
  const stage = demoStage();

  const cut = (phone: DesktopPage | PhonePage, isOffline = true): Promise<void> =>
    phone.page.context().setOffline(isOffline);
  const signIn = async (desktop: DesktopPage, phone: PhonePage): Promise<void> => {
    await phone.scan(await desktop.read());
    await phone.button('Sign in').click();
    await desktop.isGreeted(GREETING);
  };

  describe('with the code', () => {
    it('that has ended: it says to take a new one, and does with that', async () => {
      stage.expects('refused', 'overtaken');
      const [desktop, phone] = [await stage.desktop({ timeMayPass: true }), await stage.phone()];
      const old = await desktop.read();
      await desktop.letPass(LIFE_MS);
      await desktop.readAnother(old);
      await stage.world.shiftTime(MINUTE_MS);
      await phone.enter(old);
      await phone.complains('This code is no longer valid. Take a new code on the computer and try again.');
      await phone.button('Back').click();
      await phone.screen('home').waitFor();
    });

    it('of a site that does not trust the app: both sides say so, and another app does it', async () => {
      stage.expects('refused');
      const [desktop, phone] = [await stage.desktop(), await stage.phone()];
      const stranger = await stage.phone({ app: 'housing-fund-app' });
      await stranger.enter(await desktop.read());
      await stranger.complains('This site does not accept this app. Use an app that the site names.');
      await stranger.button('Back').click();
      await stranger.screen('home').waitFor();
      await signIn(desktop, phone);
    });
  });

  describe('without a network', () => {
    it('at the start: it says so, and goes on by itself when the network is back', async () => {
      stage.expects('cutOff');
      const [desktop, phone] = [await stage.desktop(), await stage.phone()];
      await phone.scan(await desktop.read());
      await phone.page.evaluate(() => navigator.serviceWorker.ready);
      await cut(phone);
      await phone.page.reload();
      await phone.complains(NO_CONNECTION);
      await cut(phone, false);
      await phone.screen('consent').waitFor();
      await phone.button('Sign in').click();
      await desktop.isGreeted(GREETING);
    });

    it('when it has scanned: the same code is claimed once the network is back', async () => {
      stage.expects('cutOff');
      const [desktop, phone] = [await stage.desktop(), await stage.phone()];
      const code = await desktop.read();
      await cut(phone);
      await phone.enter(code);
      await phone.complains(NO_CONNECTION);
      await phone.button('Try again').waitFor();
      await cut(phone, false);
      await phone.screen('consent').waitFor();
      await phone.button('Cancel').click();
      await desktop.says('You cancelled on your phone');
    });

    it('when it has scanned, and nobody wants to wait: home is one tap away', async () => {
      stage.expects('cutOff');
      const [desktop, phone] = [await stage.desktop(), await stage.phone()];
      await cut(phone);
      await phone.enter(await desktop.read());
      await phone.button('Cancel').click();
      await phone.screen('home').waitFor();
      await phone.complains(NO_CONNECTION);
    });

    it('while it waits: it says that it cannot tell, and tells when it can', async () => {
      stage.expects('cutOff');
      const [desktop, phone] = [await stage.desktop(), await stage.phone()];
      await phone.scan(await desktop.read());
      await cut(desktop);
      await desktop.says('No connection. Trying again…');
      await phone.button('Sign in').click();
      await phone.says(WAITING);
      await cut(phone);
      await phone.page.getByText('The phone has no connection').waitFor();
      await cut(desktop, false);
      await desktop.isGreeted(GREETING);
      await phone.says(WAITING);
      await cut(phone, false);
      await phone.says('Signed in');
      await phone.page.getByText('The phone has no connection').waitFor({ state: 'hidden' });
    });
  });

  describe('that ends the app', () => {
    it('before the person has decided: the question is there again', async () => {
      const [desktop, phone] = [await stage.desktop(), await stage.phone()];
      await phone.scan(await desktop.read());
      await desktop.says('Scanned with e-Tax app');
      const again = await phone.reopened(stage.world);
      await again.screen('consent').waitFor();
      await again.button('Sign in').click();
      await desktop.isGreeted(GREETING);
    });

    it('after the person has decided: nobody is asked again, and nothing claims to be done', async () => {
      const [desktop, phone] = [await stage.desktop(), await stage.phone()];
      await signIn(desktop, phone);
      const again = await phone.reopened(stage.world);
      await again.screen('home').waitFor();
    });
  });

  describe('or for the other side', () => {
    it('the person takes the approval back before the page has heard of it', async () => {
      stage.expects('cutOff');
      const [desktop, phone] = [await stage.desktop(), await stage.phone()];
      await phone.scan(await desktop.read());
      await cut(desktop);
      await desktop.says('No connection. Trying again…');
      await phone.button('Sign in').click();
      await phone.says(WAITING);
      await phone.button('Take it back').click();
      await phone.says('Sign-in cancelled');
      await cut(desktop, false);
      await desktop.says('You cancelled on your phone');
      await phone.button('Done').click();
      await phone.screen('home').waitFor();
    });

    it('the person takes it back after the app was loaded anew', async () => {
      stage.expects('cutOff');
      const [desktop, phone] = [await stage.desktop(), await stage.phone()];
      await phone.scan(await desktop.read());
      await cut(desktop);
      await desktop.says('No connection. Trying again…');
      await phone.button('Sign in').click();
      await phone.says(WAITING);
      await phone.page.reload();
      await phone.says(WAITING);
      await phone.button('Take it back').click();
      await phone.says('Sign-in cancelled');
      await cut(desktop, false);
      await desktop.says('You cancelled on your phone');
    });

    it('the page never comes back: the phone says "not completed", not success', async () => {
      stage.expects('cutOff', 'overtaken');
      const [desktop, phone] = [await stage.desktop(), await stage.phone()];
      await phone.scan(await desktop.read());
      await cut(desktop);
      await desktop.says('No connection. Trying again…');
      await phone.button('Sign in').click();
      await phone.says(WAITING);
      await stage.world.shiftTime(MINUTE_MS);
      await phone.says('Sign-in not completed');
      await cut(desktop, false);
      await desktop.says('Not completed. Please start again');
      await phone.button('Done').click();
      await phone.screen('home').waitFor();
    });

    it('the portal loses the answer to the redemption: page and phone say "not completed", also after success', async () => {
      stage.expects('refused', 'unserved');
      const [desktop, phone] = [await stage.desktop(), await stage.phone()];
      let askAgain = (): void => undefined;
      const mayAskAgain = new Promise<void>((resolve) => (askAgain = resolve));
      let asked = 0;
      await desktop.page.route(/\/callback\?/, async (route) => {
        asked += 1;
        if (asked > 1) await mayAskAgain;
        await route.continue();
      });
      await phone.scan(await desktop.read());
      await stage.world.loseTokenAnswer();
      await phone.button('Sign in').click();
      await phone.says('Signed in');
      askAgain();
      await desktop.page.getByRole('heading', { name: 'Not completed' }).waitFor();
      await phone.says('Sign-in not completed');
      await desktop.page.getByRole('link', { name: 'Start again' }).click();
      await phone.button('Done').click();
      await signIn(desktop, phone);
    });
  });
});
