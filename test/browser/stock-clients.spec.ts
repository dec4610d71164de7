import { jest } from '@jest/globals';
import { FRAME_MS } from '@saoma/protocol';
import type { Page } from 'playwright-core';
import { YUNHAI_TRADING } from '../../src/demo/organizations.js';
import { demoStage } from './demo-stage.js';
import type { DesktopPage } from './desktop-page.js';
import { phoneFindings } from './phone-findings.js';
import type { PhonePage } from './phone-page.js';
import { savePicture } from './picture.js';
import { SignedInList } from './signed-in-list.js';
import { siteFindings } from './site-findings.js';
import { TvProgram } from './tv-program.js';

jest.setTimeout(120_000);

const REPORTS = '/demo/annual-report/';
const COUNTER = '/demo/tax-hall/';
/** 张伟 as the tax hall knows them. */
const NUMBER = '53990101';
const LOOKS = [
  { colorScheme: 'light', width: 1280 },
  { colorScheme: 'dark', width: 320 },
] as const;

describe('Portals and devices with nothing of ours', () => {
  const stage = demoStage();

  const findings = async (page: Page): Promise<readonly string[]> => {
    const found: string[] = [];
    for (const { colorScheme, width } of LOOKS) {
      await page.emulateMedia({ colorScheme });
      await page.setViewportSize({ width, height: 800 });
      found.push(...(await siteFindings(page)));
    }
    await page.emulateMedia({ colorScheme: 'light' });
    await page.setViewportSize({ width: 1280, height: 800 });
    return found;
  };

  const heading = (page: Page, name: string): Promise<void> =>
    page.getByRole('heading', { level: 1, name, exact: true }).waitFor();

  const fact = (page: Page, term: string): Promise<string> =>
    page.locator(`main dt:text-is("${term}") + dd`).innerText();

  const done = async (phone: PhonePage): Promise<void> => {
    await phone.page.locator('h1[data-ending=done]').waitFor();
    await phone.button('Done').click();
    await phone.screen('home').waitFor();
  };

  describe('Annual reports: a redirect (OpenID Connect Core §3.1)', () => {
    const open = (how: { readonly timeMayPass?: boolean } = {}): Promise<DesktopPage> =>
      stage.desktop({ at: REPORTS, ...how });

    /** From the site to the hosted page. */
    const leave = async ({ page }: DesktopPage): Promise<void> => {
      await page.getByRole('button', { name: 'Sign in', exact: true }).click();
      await page.waitForURL('**/login/**');
    };

    /** This computer is new to the person, and the site has the broker's own policy. */
    const type = async ({ page }: DesktopPage, phone: PhonePage): Promise<void> => {
      const digits = await phone.digits();
      await page.getByRole('textbox', { name: 'Enter the 6 digits shown on your phone' }).fill(digits);
      await page.keyboard.press('Enter');
    };

    /** Somebody who acts for no enterprise, and is signed in nowhere else. */
    const signIn = async (phone: PhonePage): Promise<DesktopPage> => {
      const desktop = await open();
      await leave(desktop);
      await phone.scan(await desktop.read());
      await phone.agree();
      await type(desktop, phone);
      await heading(desktop.page, 'Welcome, 李娜');
      await done(phone);
      return desktop;
    };

    const signOut = async ({ page }: DesktopPage): Promise<void> => {
      await page.getByRole('button', { name: 'Sign out' }).click();
      await page.waitForURL(`**${REPORTS}?signed-out`);
    };

    it('goes to the hosted page and comes back with person and enterprise; its own pages load nothing of ours', async () => {
      const [desktop, phone] = [await open(), await stage.phone()];
      expect(await findings(desktop.page)).toEqual([]);
      const before = desktop.watched.urls().filter((url) => /saoma|\/v1\/|\/socket/.test(url));
      await leave(desktop);
      await heading(desktop.page, 'Sign in to Yunhai Annual Reports');
      const code = await desktop.read();
      await savePicture('hosted', desktop.page);
      await phone.scan(code);
      await phone.chooseIdentity(YUNHAI_TRADING.name);
      await phone.agree();
      await type(desktop, phone);
      await heading(desktop.page, 'Welcome, 张伟');
      expect(await fact(desktop.page, 'Enterprise')).toBe(YUNHAI_TRADING.name);
      expect(await fact(desktop.page, 'Unified social credit code')).toBe(YUNHAI_TRADING.code);
      expect(new URL(desktop.page.url()).search).toBe('');
      expect(await findings(desktop.page)).toEqual([]);
      expect(before).toEqual([]);
    });

    it('RFC 10027 §6.1.16: asks at a new computer for the digits of the phone, which the keyboard alone can give', async () => {
      stage.expects('refused');
      const [desktop, phone] = [await open(), await stage.phone({ person: '李娜' })];
      await leave(desktop);
      await phone.scan(await desktop.read());
      await phone.agree();
      await phone.screen('check').waitFor();
      const digits = await phone.digits();
      expect(digits).toMatch(/^\d{6}$/);
      expect(
        await phone
          .screen('check')
          .getByText(`Digits: ${digits.split('').join(' ')}`)
          .count(),
      ).toBe(1);
      expect(await phoneFindings(phone)).toEqual([]);
      await desktop.says('Enter the 6 digits shown on your phone');
      expect(await findings(desktop.page)).toEqual([]);
      await desktop.page.keyboard.type(digits.replace(/.$/, (last) => String((Number(last) + 1) % 10)));
      await desktop.page.keyboard.press('Enter');
      await desktop.says('These digits are not right. Tries left: 2.');
      await desktop.page.keyboard.type(`${digits.slice(0, 3)} ${digits.slice(3)}`);
      await desktop.page.keyboard.press('Enter');
      await heading(desktop.page, 'Welcome, 李娜');
      await done(phone);
      await signOut(desktop);
    });

    it('knows a computer again, by a key that no script can take from its browser, and then asks for nothing', async () => {
      const phone = await stage.phone({ person: '李娜' });
      const desktop = await signIn(phone);
      await signOut(desktop);
      await leave(desktop);
      await desktop.page.reload();
      expect(await desktop.page.evaluate(takeKey)).toEqual({ extractable: false, taken: false });
      await phone.scan(await desktop.read());
      await phone.agree();
      await heading(desktop.page, 'Welcome, 李娜');
      await done(phone);
      await signOut(desktop);
    });

    it('takes a second scan in the place of the digits, of what the page shows after the approval', async () => {
      stage.expects('refused');
      const [desktop, phone] = [await open({ timeMayPass: true }), await stage.phone({ person: '李娜' })];
      await leave(desktop);
      const mailed = await desktop.read();
      await phone.scan(mailed);
      await phone.agree();
      await phone.button('Scan the computer’s code again instead').click();
      await phone.screen('rescan').waitFor();
      expect(await phoneFindings(phone)).toEqual([]);
      await phone.enter(mailed);
      await phone.complains('This is still the code from before. Wait for the next one: it comes within ten seconds.');
      const stranger = await open();
      await leave(stranger);
      await phone.enter(await stranger.read());
      await phone.complains(
        'This is not the page that you approved. If there is only one sign-in page before you, cancel: somebody may be tricking you.',
      );
      await desktop.letPass(FRAME_MS);
      await phone.enter(await desktop.readChanged(mailed));
      await heading(desktop.page, 'Welcome, 李娜');
      await done(phone);
      await signOut(desktop);
    });

    it('ends on both when the person takes it back in place of typing', async () => {
      const [desktop, phone] = [await open(), await stage.phone({ person: '李娜' })];
      await leave(desktop);
      await phone.scan(await desktop.read());
      await phone.agree();
      await phone.screen('check').waitFor();
      await phone.button('This was not me').click();
      await phone.says('Sign-in refused');
      await desktop.says('The phone said: this was not me');
    });

    it('shows the same digits when the app is loaded anew, and can still be cancelled there', async () => {
      const [desktop, phone] = [await open(), await stage.phone({ person: '李娜' })];
      await leave(desktop);
      await phone.scan(await desktop.read());
      await phone.agree();
      const digits = await phone.digits();
      await phone.page.reload();
      expect(await phone.digits()).toBe(digits);
      await phone.button('Cancel').click();
      await phone.says('Sign-in cancelled');
      await desktop.says('You cancelled on your phone');
    });

    it.each([
      [
        'access_denied (RFC 6749 §4.1.2.1) when the person cancels',
        '#cancel',
        'The sign-in was cancelled. Nothing has changed. To sign in, start again.',
      ],
      [
        'login_required (OpenID Connect Core §3.1.2.6) when nobody confirms',
        '#timeout',
        'The sign-in was not completed: nobody confirmed it in time. Please sign in again.',
      ],
    ])('says in words %s', async (_, form, words) => {
      stage.expects('overtaken');
      const desktop = await open();
      await leave(desktop);
      await desktop.code.waitFor();
      await desktop.page.locator(form).evaluate((element: HTMLFormElement) => element.submit());
      await desktop.page.waitForURL(`**${REPORTS}`);
      await desktop.page.getByRole('alert').getByText(words, { exact: true }).waitFor();
      // Said once.
      await desktop.page.reload();
      expect(await desktop.page.getByRole('alert').count()).toBe(0);
    });

    it('takes an answer only in the browser that asked, and once', async () => {
      const [desktop, phone] = [await open(), await stage.phone()];
      await leave(desktop);
      await phone.scan(await desktop.read());
      const back = desktop.page.waitForRequest(/annual-report\/callback\?/);
      await phone.agree();
      await type(desktop, phone);
      const answer = (await back).url();
      await heading(desktop.page, 'Welcome, 张伟');
      const stranger = await open();
      await stranger.page.goto(answer);
      await stranger.page.getByRole('alert').waitFor();
      await desktop.page.goto(answer);
      expect(await desktop.page.getByRole('alert').count()).toBe(0);
      await heading(desktop.page, 'Welcome, 张伟');
    });

    it('signs out at the broker as well (RP-Initiated Logout §2), and its other open page knows', async () => {
      const phone = await stage.phone({ person: '李娜' });
      const desktop = await signIn(phone);
      const other = await desktop.page.context().newPage();
      await other.goto(desktop.page.url());
      await heading(other, 'Welcome, 李娜');
      await desktop.page.getByRole('button', { name: 'Sign out' }).click();
      await desktop.page.waitForURL(`**${REPORTS}?signed-out`);
      await desktop.page.getByRole('status').getByText('You are signed out.').waitFor();
      await heading(other, 'File an annual report');
      const list = new SignedInList(phone);
      await list.open();
      expect(await list.sites()).toEqual([]);
    });

    it('tells that somebody is signed out on the page that they come back to, whichever other one comes first', async () => {
      const desktop = await open();
      const signedOut = desktop.page.getByRole('status').getByText('You are signed out.');
      const back = await desktop.page.request.get(`${stage.world.origin}${REPORTS}signed-out`, { maxRedirects: 0 });
      await desktop.page.reload();
      expect(await signedOut.count()).toBe(0);
      await desktop.page.goto(stage.world.origin + back.headers()['location']!);
      await signedOut.waitFor();
    });

    it('is told when the phone signs the computer out (Back-Channel Logout §2.5), while its page is open', async () => {
      const phone = await stage.phone({ person: '李娜' });
      const desktop = await signIn(phone);
      const list = new SignedInList(phone);
      await list.open();
      await list.press('Yunhai Annual Reports', 'Sign out');
      await list.confirm();
      await desktop.page.getByRole('alert').getByText('Your visit has ended').waitFor();
    });
  });

  describe('A counter of the tax hall: the backend names the person (OpenID CIBA Core §7.1)', () => {
    const ask = async (number: string): Promise<DesktopPage> => {
      const desktop = await stage.desktop({ at: COUNTER });
      await desktop.page.getByRole('textbox', { name: 'Taxpayer number' }).fill(number);
      await desktop.page.getByRole('button', { name: 'Ask the person to confirm' }).click();
      return desktop;
    };

    it('the phone is told, shows the same few characters, and the counter goes on by itself', async () => {
      const phone = await stage.phone();
      const desktop = await ask(NUMBER);
      const binding = await desktop.page.locator('.binding').innerText();
      expect(await findings(desktop.page)).toEqual([]);
      await savePicture('counter', desktop.page);
      // The card comes by the app's push service: nothing was scanned or typed.
      await phone.page.locator('.sent .card').getByText(binding).waitFor();
      await phone.page.locator('.sent .card').getByRole('button').click();
      await phone.screen('consent').getByText(binding, { exact: true }).waitFor();
      await phone.agree();
      await heading(desktop.page, 'The person has confirmed.');
      expect(await fact(desktop.page, 'Name')).toBe('张伟');
      expect(await findings(desktop.page)).toEqual([]);
    });

    it('the clerk sees that the person declined, and what a number looks like', async () => {
      stage.expects('refused');
      const phone = await stage.phone();
      const desktop = await ask('12');
      await desktop.page.getByText('A taxpayer number has eight digits.').waitFor();
      expect(await findings(desktop.page)).toEqual([]);
      await desktop.page.getByRole('textbox').fill('5399 0101');
      await desktop.page.getByRole('button', { name: 'Ask the person to confirm' }).click();
      await phone.page.locator('.sent .card').getByRole('button').click();
      await phone.decline();
      await heading(desktop.page, 'The person has declined.');
    });
  });

  describe('Television in a terminal: the device polls (RFC 8628)', () => {
    const run = (...args: readonly string[]): TvProgram =>
      new TvProgram('--broker', stage.world.origin, '--lang', 'en', ...args);

    it('prints a code that phones read; once the person agrees it greets them and ends well', async () => {
      const [tv, phone] = [run(), await stage.phone()];
      await phone.scan(await tv.read());
      await phone
        .screen('consent')
        .getByText(await tv.typedCode(), { exact: true })
        .waitFor();
      await phone.agree();
      expect(await tv.exitCode()).toBe(0);
      expect(tv.printed()).toContain('Signed in as 张伟');
    });

    it('is told by the event stream who has scanned, and that they declined', async () => {
      const [tv, phone] = [run('--events'), await stage.phone()];
      await phone.scan(await tv.typedCode());
      await tv.says(/Scanned with e-Tax app/);
      await phone.decline();
      expect(await tv.exitCode()).toBe(1);
      expect(tv.printed()).toContain('Declined on the phone.');
    });

    it('says what to do when it is stopped, when nobody is there, and when it is asked for what it cannot', async () => {
      const stopped = run();
      await stopped.typedCode();
      stopped.interrupt();
      const [nowhere, mistaken] = [new TvProgram('--broker', 'http://127.0.0.1:1', '--lang', 'en'), run('--loud')];
      expect(await Promise.all([stopped, nowhere, mistaken].map((tv) => tv.exitCode()))).toEqual([130, 4, 2]);
      expect(stopped.printed()).toMatch(/Stopped\. Nobody is signed in\.\n$/);
      expect(nowhere.printed()).toContain('There is no broker at http://127.0.0.1:1. Start the demo with `npm start`');
      expect(mistaken.printed()).toContain('--loud');
    });

    it('§3.5 says when the code has expired, and ends so', async () => {
      const tv = run();
      await tv.typedCode();
      await stage.world.shiftTime(300_000);
      expect(await tv.exitCode()).toBe(3);
      expect(tv.printed()).toContain('The code has expired');
    });
  });
});

/** What a script in the page can do with the key that the browser keeps for it. */
async function takeKey(): Promise<{ readonly extractable: boolean; readonly taken: boolean }> {
  const opening = indexedDB.open('saoma');
  await new Promise((resolve) => (opening.onsuccess = resolve));
  const finding = opening.result.transaction('saoma').objectStore('saoma').get('saoma') as IDBRequest<CryptoKeyPair>;
  await new Promise((resolve) => (finding.onsuccess = resolve));
  const { privateKey } = finding.result;
  const taken = await crypto.subtle.exportKey('pkcs8', privateKey).then(
    () => true,
    () => false,
  );
  return { extractable: privateKey.extractable, taken };
}
