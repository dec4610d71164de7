import { jest } from '@jest/globals';
import { personOf } from '../../src/demo/people.js';
import { demoStage } from './demo-stage.js';
import { EtaxPage } from './etax-page.js';
import { siteFindings } from './site-findings.js';

jest.setTimeout(120_000);

/** Each theme and each width once: what they change has nothing to do with each other. */
const LOOKS = [
  { colorScheme: 'light', width: 1280 },
  { colorScheme: 'dark', width: 320 },
] as const;

describe('The e-tax portal and the page of the world for everyone', () => {
  const stage = demoStage();

  it.each(['en', 'zh'] as const)(
    'have nothing that axe finds, and nothing beyond the window, in %s',
    async (language) => {
      stage.expects('refused');
      const found: string[] = [];
      const etax = await EtaxPage.half(stage, '/agency', { language });
      const look = async (name: string): Promise<void> => {
        for (const { colorScheme, width } of LOOKS) {
          await etax.page.emulateMedia({ colorScheme });
          await etax.page.setViewportSize({ width, height: 800 });
          found.push(...(await siteFindings(etax.page)).map((finding) => `${name}, ${colorScheme}: ${finding}`));
        }
      };
      await etax.oneTimeCode.getByRole('button').last().click();
      const code = await etax.codeOn(personOf('p-9Wd5').id);
      await look('second step');
      await etax.oneTimeCode.getByRole('textbox').fill(code);
      await etax.page.keyboard.press('Enter');
      await etax.page.waitForURL(/\/home$/);
      await look('home');
      await etax.goTo('/switch');
      await etax.desktop.code.waitFor();
      await look('switch');
      await etax.goTo('/callback?state=none');
      await look('not completed');
      await etax.page.context().clearCookies({ name: 'visit' });
      await etax.goTo('/second/none');
      await look('second step that is over');
      await etax.goTo('/enterprise');
      await etax.type('91530100MA6K5XUN1B', 'wrong');
      await etax.alert(/./);
      await etax.desktop.code.waitFor();
      await look('sign-in');
      await etax.page.goto(`${stage.world.origin}/demo/`);
      await look('world');
      expect(found).toEqual([]);
    },
  );
});
