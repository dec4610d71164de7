import type { BrowserContextOptions, Page } from 'playwright-core';
import { DIANCHI_SOFTWARE, YUNHAI_TRADING } from '../../src/demo/organizations.js';
import { FRAME_MS } from '@saoma/protocol';
import { demoStage } from './demo-stage.js';
import type { DesktopPage } from './desktop-page.js';
import type { PhonePage } from './phone-page.js';
import { savePicture } from './picture.js';
import { siteFindings } from './site-findings.js';

const HOLDER = '张伟';
const OPERATOR = '欧阳明轩';
const OTHER_HOLDER = '王芳';

const YUNHAI = `/demo/invoicing/certificates/${YUNHAI_TRADING.code}`;
const DIANCHI = `/demo/invoicing/certificates/${DIANCHI_SOFTWARE.code}`;
const NEW_PASSPHRASE = '/demo/invoicing/new-passphrase';

const OPEN = 'Open the invoicing certificate';
const LOCKED = 'The certificate is locked';
const UNLOCKED = 'The new passphrase is in effect and the certificate is unlocked.';
const OVER = 'This verification is over';
const ONE_OF_TWO = 'Approved: 1 of 2. The next person scans the new code.';

describe('S9 Certificate passphrase', () => {
  const stage = demoStage();
  /** What a browser keeps in which both certificates were set up. */
  let storageState: NonNullable<BrowserContextOptions['storageState']>;

  const phone = (person: string): Promise<PhonePage> => stage.phone({ person, canVerify: true });
  const isAt = ({ page }: DesktopPage, heading: string): Promise<void> =>
    page.getByRole('heading', { level: 1, name: heading, exact: true }).waitFor();

  /** A browser that is such a computer. */
  const computer = (how: Parameters<typeof stage.desktop>[0]): Promise<DesktopPage> =>
    stage.desktop({ storageState, ...how });
  const looksRight = async (page: Page): Promise<void> => {
    await page.setViewportSize({ width: 390, height: 844 });
    await page.emulateMedia({ colorScheme: 'dark' });
    await page.getByRole('link', { name: '中文' }).click();
    await page.getByRole('link', { name: 'English' }).waitFor();
    expect(await siteFindings(page)).toEqual([]);
  };

  const type = async ({ page }: DesktopPage, passphrase: string): Promise<void> => {
    await page.getByLabel('Certificate passphrase').fill(passphrase);
    await Promise.all([page.waitForEvent('load'), page.getByRole('button', { name: 'Open', exact: true }).click()]);
  };
  /** Types wrong ones for as long as any is taken. */
  const lock = async (desktop: DesktopPage): Promise<void> => {
    while (await desktop.page.getByLabel('Certificate passphrase').isVisible()) await type(desktop, 'Wrong-one-7');
    await isAt(desktop, LOCKED);
  };
  /** A certificate that is locked, and the page on which two people are to agree. */
  const asked = async (certificate = YUNHAI): Promise<DesktopPage> => {
    const desktop = await computer({ at: certificate, timeMayPass: true });
    await lock(desktop);
    await desktop.page.getByRole('link', { name: 'Ask for unlocking' }).click();
    await desktop.code.waitFor();
    return desktop;
  };
  /** Each takes a code that nobody had when the one before approved. */
  const nextCode = async (desktop: DesktopPage): Promise<string> => {
    await desktop.letPass(FRAME_MS);
    return desktop.read();
  };
  const approve = async (desktop: DesktopPage, by: PhonePage, code?: string): Promise<void> => {
    await by.scan(code ?? (await desktop.read()));
    await by.agree();
    await by.verify();
  };
  const set = async (page: Page, passphrase: string): Promise<void> => {
    await page.getByLabel('New passphrase', { exact: true }).fill(passphrase);
    await page.getByLabel('New passphrase again').fill(passphrase);
    await page.getByRole('button', { name: 'Set and unlock' }).click();
  };

  beforeAll(async () => {
    const desktop = await stage.desktop({ at: '/demo/' });
    for (const [holder, certificate] of [
      [HOLDER, YUNHAI],
      [OTHER_HOLDER, DIANCHI],
    ] as const) {
      await desktop.page.goto(stage.world.origin + certificate);
      const app = await stage.phone({ person: holder });
      await app.scan(await desktop.read());
      await app.agree();
      await isAt(desktop, OPEN);
    }
    const cookies = await desktop.page.context().cookies();
    storageState = { cookies: cookies.filter(({ name }) => name === 'computer'), origins: [] };
  });

  it('is taken only on a computer that the holder has set up: nobody else can lock the certificate', async () => {
    const [{ page }, desktop] = [await stage.desktop({ at: YUNHAI }), await computer({ at: YUNHAI })];
    await page.getByRole('heading', { name: 'Set up this computer' }).waitFor();
    expect(await siteFindings(page)).toEqual([]);
    await page.evaluate(async (open) => {
      for (let tries = 0; tries < 5; tries += 1) {
        await fetch(open, { method: 'POST', body: new URLSearchParams({ passphrase: 'Wrong-one-7' }) });
      }
    }, `${YUNHAI}/open`);
    await desktop.page.reload();
    await isAt(desktop, OPEN);
    expect(await desktop.page.getByText('left').count()).toBe(0);
  });

  it('tells how many tries are left, and is locked for everybody by the last wrong one', async () => {
    const passphrase = await stage.world.factOf(HOLDER, 'Password');
    const [desktop, other] = [await computer({ at: YUNHAI }), await computer({ at: YUNHAI })];
    const { page } = desktop;
    for (const told of ['4 tries', '3 tries', '2 tries', '1 try']) {
      await type(desktop, 'Wrong-one-7');
      await page.getByText(`That is not the passphrase. ${told} left.`).waitFor();
    }
    await type(desktop, passphrase);
    await isAt(desktop, 'The certificate is open');
    await page.getByText('It was never unlocked.').waitFor();
    await page.getByRole('button', { name: 'Close the certificate' }).click();

    await lock(desktop);
    expect(await siteFindings(page)).toEqual([]);
    await savePicture('s9-locked', page);
    await looksRight(page);
    // The page of somebody else who has had it open all the while.
    await type(other, passphrase);
    await isAt(other, LOCKED);
  });

  it('locks one certificate, and leaves the other as it is', async () => {
    const [desktop, other] = [await computer({ at: YUNHAI }), await computer({ at: DIANCHI })];
    await lock(desktop);
    await type(other, await stage.world.factOf(OTHER_HOLDER, 'Password'));
    await isAt(other, 'The certificate is open');
  });

  it('is unlocked by the holder and an operator together, once, which both sides find on record', async () => {
    stage.expects('refused');
    const [holder, operator] = [await phone(HOLDER), await phone(OPERATOR)];
    const [desk, desktop] = [await stage.desktop({ at: '/demo/invoicing/desk' }), await asked()];
    await operator.scan(await desk.read());
    await operator.agree();
    await operator.says('Signed in');
    await isAt(desk, 'Service desk');
    const waiting = desk.page.getByRole('region', { name: 'Waiting to be unlocked' });
    await waiting.getByText(YUNHAI_TRADING.name).waitFor();
    await waiting.getByText(HOLDER).waitFor();
    expect(await siteFindings(desk.page)).toEqual([]);

    await holder.scan(await desktop.read());
    expect(await holder.theSiteSays()).toBe(
      `解锁发票证书：${YUNHAI_TRADING.name} / Unlock the invoicing certificate of ${YUNHAI_TRADING.name}`,
    );
    await holder.agree();
    await holder.verify();
    await holder.says('Your approval counts');
    await desktop.says(ONE_OF_TWO);
    expect(await siteFindings(desktop.page)).toEqual([]);
    await savePicture('s9', desktop.page);
    await operator.button('Done').click();
    const planted = await desktop.page.context().storageState();
    await approve(desktop, operator, await nextCode(desktop));
    await operator.says('Done');

    const { page } = desktop;
    await isAt(desktop, 'Set a new passphrase');
    // Whoever had the cookies of this browser before has no part in what was proved in it.
    const other = await stage.desktop({ at: NEW_PASSPHRASE, storageState: planted });
    await isAt(other, OVER);
    // A form that was shown under another proof.
    await page.locator('[name=permit]').evaluate((input) => input.setAttribute('value', 'another'));
    await set(page, 'Kestrel#7-mist');
    await isAt(desktop, OVER);
    expect(await siteFindings(page)).toEqual([]);
    await page.goto(`${stage.world.origin}${NEW_PASSPHRASE}`);
    await page.getByLabel('New passphrase', { exact: true }).fill('Kestrel');
    const missed = page.locator('[data-rule][data-met=false]');
    expect(await missed.evaluateAll((lines) => lines.map((line) => line.getAttribute('data-rule')))).toEqual([
      'length',
      'classes',
    ]);
    expect(await siteFindings(page)).toEqual([]);
    await set(page, await stage.world.factOf(HOLDER, 'Password'));
    await page.getByText('The passphrase was not set: a marked requirement is not met.').waitFor();
    await set(page, 'Kestrel#7-mist');
    await page.getByText(UNLOCKED).waitFor();
    await page.goto(`${stage.world.origin}${NEW_PASSPHRASE}`);
    await isAt(desktop, OVER);
    await page.getByRole('link', { name: 'Start again' }).click();
    await isAt(desktop, OPEN);
    expect(await page.getByText(UNLOCKED).count()).toBe(0);

    await type(desktop, 'Kestrel#7-mist');
    await isAt(desktop, 'The certificate is open');
    await waiting.getByRole('link', { name: 'Refresh' }).click();
    await waiting.getByText('Nobody asks for unlocking now.').waitFor();
    for (const side of [page, desk.page]) {
      const record = side.getByRole('region', { name: 'Unlockings on record' });
      for (const event of [/Both agreed/, /New passphrase set, unlocked/]) {
        const entry = record.getByRole('listitem').filter({ hasText: event });
        expect(await entry.locator('dt:text-is("Holder") + dd').innerText()).toMatch(
          new RegExp(`^${HOLDER} \\(verified `),
        );
        expect(await entry.locator('dt:text-is("Operator") + dd').innerText()).toMatch(
          new RegExp(`^${OPERATOR} \\(verified `),
        );
      }
    }
  });

  it('is not unlocked by the operator alone, who counts once, nor by anybody else; the right one still can', async () => {
    stage.expects('refused');
    const [operator, stranger] = [await phone(OPERATOR), await phone(HOLDER)];
    const desktop = await asked(DIANCHI);
    await stranger.enter(await desktop.read());
    await stranger.complains('This code belongs to another account.');
    await desktop.says('This code is meant for another account.');

    await approve(desktop, operator);
    await operator.says('Your approval counts');
    await desktop.says(ONE_OF_TWO);
    await operator.button('Done').click();
    await operator.enter(await nextCode(desktop));
    await operator.complains('Your approval counts. Others must approve, too.');
    await desktop.says('Whoever scanned has approved already. Somebody else must scan.');
    const tab = await desktop.page.context().newPage();
    await tab.goto(`${stage.world.origin}${NEW_PASSPHRASE}`);
    await tab.goto(`${stage.world.origin}${DIANCHI}`);
    await tab.getByRole('heading', { name: LOCKED }).waitFor();
    await tab.close();

    // What both approve comes to another browser, which asked for another certificate, before it comes to the right one.
    const victim = await asked();
    await desktop.page.route('**/callback?*', (route) => route.abort('aborted'));
    const landing = desktop.page.waitForRequest('**/callback?*');
    await approve(desktop, await phone(OTHER_HOLDER));
    const callback = (await landing).url();
    // A page that stays would go there once more by itself.
    await desktop.page.goto(`${stage.world.origin}${DIANCHI}`);
    await victim.page.goto(callback);
    await isAt(victim, 'Not completed');
    await desktop.page.unroute('**/callback?*');
    await desktop.page.goto(callback);
    await isAt(desktop, 'Set a new passphrase');
    await set(desktop.page, 'Kestrel#8-mist');
    await desktop.page.getByText(UNLOCKED).waitFor();

    for (const [address, heading] of [
      [NEW_PASSPHRASE, OVER],
      [YUNHAI, LOCKED],
    ] as const) {
      await victim.page.goto(`${stage.world.origin}${address}`);
      await isAt(victim, heading);
    }
  });

  it('lets nobody but the operator in to the service desk', async () => {
    stage.expects('refused');
    const [desk, holder] = [await stage.desktop({ at: '/demo/invoicing/desk' }), await phone(HOLDER)];
    await holder.enter(await desk.read());
    await holder.complains('This code belongs to another account.');
    await desk.says('This code is meant for another account.');
    await looksRight(desk.page);
  });
});
