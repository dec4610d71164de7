import axe from 'axe-core';
import { FACES, type Way } from './element-faces.js';
import { APPS, type ElementPage, elementPages } from './element-page.js';

const WIDTHS = [800, 320];
const LANGUAGES = ['en', 'zh-CN'];
const THEMES = ['light', 'dark'] as const;

/** Until what the window's new size brought about is on the screen. */
async function settled({ page }: ElementPage): Promise<void> {
  await page.evaluate(
    () => new Promise((resolve) => requestAnimationFrame(() => requestAnimationFrame(() => resolve(undefined)))),
  );
}

/** What axe finds, and how much wider than its window the page is. */
async function findings({ page }: ElementPage): Promise<readonly string[]> {
  const { violations, passes } = await page.evaluate<axe.AxeResults>('axe.run()');
  const beyondPx = await page.evaluate(() => document.documentElement.scrollWidth - innerWidth);
  return [
    ...violations.flatMap(({ id, nodes }) =>
      nodes.map(({ html, failureSummary }) => `${id}: ${html} ${failureSummary}`),
    ),
    ...(passes.some(({ id }) => id === 'color-contrast') ? [] : ['axe looked at no colour']),
    ...(beyondPx > 0 ? [`scrolls ${beyondPx} px sideways`] : []),
  ];
}

describe('the element for everyone', () => {
  const open = elementPages();

  const reach = async ({ attributes = '', prepare, reach }: Way): Promise<ElementPage> => {
    const at = await open({ attributes }, prepare);
    await at.page.evaluate(() => (document.documentElement.style.colorScheme = 'light dark'));
    if (!prepare) await at.waiting();
    await reach?.(at);
    return at;
  };

  it.each(Object.entries(FACES))(
    'has nothing for axe to find, and nothing to scroll sideways for, light or dark, wide or narrow, in both languages: %s',
    async (_, way) => {
      const at = await reach(way);
      await at.page.evaluate(axe.source);
      for (const colorScheme of THEMES) {
        await at.page.emulateMedia({ colorScheme });
        for (const width of WIDTHS) {
          await at.page.setViewportSize({ width, height: 700 });
          for (const language of LANGUAGES) {
            await at.page
              .locator('saoma-login')
              .evaluate((element, lang) => element.setAttribute('lang', lang), language);
            await settled(at);
            const found = await findings(at);
            expect({ colorScheme, width, language, found }).toEqual({ colorScheme, width, language, found: [] });
          }
        }
      }
    },
  );

  it('is walked with the keyboard alone: the code to type is the first thing that the Tab key reaches', async () => {
    const at = await open();
    await at.live();
    const walk: string[] = [];
    for (let steps = 0; steps < 4; steps += 1) {
      await at.page.keyboard.press('Tab');
      walk.push(await at.focus());
    }
    expect(walk).toEqual(['Can’t scan? Type a code', 'New code', 'Enlarge', 'Cancel']);
    await at.page.keyboard.press('Tab');
    expect(await at.page.evaluate(() => document.activeElement?.localName)).not.toBe('saoma-login');
  });

  it('shows the code to type with one key, and another brings it to the clipboard, without the focus moving', async () => {
    const at = await open({ permissions: ['clipboard-read', 'clipboard-write'] });
    await at.live();
    await at.page.keyboard.press('Tab');
    await at.page.keyboard.press('Enter');
    await at.says('WDJB-MJHT');
    expect(await at.focus()).toBe('Can’t scan? Type a code');
    await at.page.keyboard.press('Tab');
    await at.page.keyboard.press('Enter');
    await at.says('Link copied.');
    expect(await at.focus()).toBe('Copy link');
    expect(await at.page.evaluate(() => navigator.clipboard.readText())).toBe(`${at.broker.origin}/Q/WDJB-MJHT`);
  });

  it('shows where the focus is', async () => {
    const at = await open();
    await at.waiting();
    await at.page.keyboard.press('Tab');
    const outline = await at
      .button('Can’t scan? Type a code')
      .evaluate((button) => [getComputedStyle(button).outlineStyle, getComputedStyle(button).outlineWidth]);
    expect(outline).toEqual(['solid', '3px']);
  });

  it('leaves the focus where it is while the code changes, news arrive and the countdown runs', async () => {
    const at = await open();
    await at.live();
    await at.button('Cancel').focus();
    at.broker.tell('pending', { refused: 'app_not_trusted' });
    await at.says('not accepted here');
    at.broker.tell('scanned', { phone: { app: APPS[0] } });
    await at.says('Scanned with e-Tax');
    expect(await at.focus()).toBe('Cancel');
  });

  it('keeps the focus within itself when the focused button disappears', async () => {
    const at = await open();
    await at.live();
    await at.button('Enlarge').focus();
    at.broker.tell('scanned', { phone: { app: APPS[0] } });
    await at.says('Scanned with e-Tax');
    expect(await at.page.evaluate(() => document.activeElement?.localName)).toBe('saoma-login');
  });

  it('announces changes, and not each second of the countdown', async () => {
    const at = await open();
    await at.live();
    const timer = at.page.getByRole('timer');
    const spoken = await at.status.textContent();
    const shown = await timer.textContent();
    await at.page.waitForFunction((before) => {
      const root = document.querySelector('saoma-login')?.shadowRoot;
      return root?.querySelector('[role=timer]')?.textContent !== before;
    }, shown);
    expect(await at.status.textContent()).toBe(spoken);
    expect(await at.page.locator('[role=status] [role=timer]').count()).toBe(0);
  });

  it('speaks each thing once, and only what changed', async () => {
    const at = await open();
    await at.live();
    const spoken = await at.status.evaluateHandle((status) => {
      const heard: string[] = [];
      new MutationObserver((changes) => {
        for (const { addedNodes } of changes) for (const node of addedNodes) heard.push(node.textContent ?? '');
      }).observe(status, { subtree: true, childList: true });
      return heard;
    });
    at.broker.tell('pending', { refused: 'app_not_trusted' });
    await at.says('not accepted here');
    at.broker.tell('scanned', { phone: { app: APPS[0] } });
    await at.says('Scanned with e-Tax');
    expect(await spoken.jsonValue()).toEqual([
      'The app that scanned is not accepted here. Use e-Tax or Income Tax.',
      'Scanned with e-Tax',
      'Confirm on your phone.',
    ]);
    // Else each change would have the whole of it read again.
    expect(await at.status.getAttribute('aria-atomic')).toBe('false');
  });

  it('has controls large enough to be hit', async () => {
    const at = await open({ attributes: 'same-device', viewport: { width: 320, height: 640 } });
    await at.page.getByRole('link').first().waitFor();
    const controls = await at.page.locator('saoma-login').evaluate((element) =>
      [...element.shadowRoot!.querySelectorAll('button, a')]
        .map((control) => control.getBoundingClientRect())
        .filter(({ width }) => width > 0)
        .map(({ width, height }) => Math.min(width, height)),
    );
    expect(Math.min(...controls)).toBeGreaterThanOrEqual(24);
  });

  it('moves nothing for those who asked for less motion', async () => {
    const at = await open({ reducedMotion: 'reduce' }, FACES['starting']?.prepare);
    await at.says('Getting a code…');
    const moving = (): Promise<number> =>
      at.page.locator('saoma-login').evaluate(({ shadowRoot }) => shadowRoot!.getAnimations().length);
    expect(await moving()).toBe(0);
    await at.page.emulateMedia({ reducedMotion: 'no-preference' });
    expect(await moving()).toBe(1);
  });

  it('takes letters at twice their size without a second scroll bar', async () => {
    const at = await open({ viewport: { width: 640, height: 700 } });
    await at.page.evaluate(() => (document.querySelector('saoma-login')!.style.fontSize = '32px'));
    await at.button('Can’t scan? Type a code').click();
    await at.says('WDJB-MJHT');
    expect(await at.page.evaluate(() => document.documentElement.scrollWidth - innerWidth)).toBe(0);
  });
});
