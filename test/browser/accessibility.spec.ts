import { FACES, type Way } from './element-faces.js';
import { findingsInEachLook, NOTHING, prepareLooks } from './element-looks.js';
import { APPS, type ElementPage, elementPages } from './element-page.js';

/** Whether what has the focus is what lies uppermost in each of its corners and in its middle. */
function isOnTop({ page }: ElementPage): Promise<boolean> {
  return page.evaluate(() => {
    const root = document.activeElement!.shadowRoot!;
    const { left, right, top, bottom } = root.activeElement!.getBoundingClientRect();
    const xs = [left + 3, (left + right) / 2, right - 3];
    const ys = [top + 3, (top + bottom) / 2, bottom - 3];
    return xs.every((x) => ys.every((y) => root.elementFromPoint(x, y) === root.activeElement));
  });
}

/** Contrast of whatever is drawn, and is no text, with what it stands on (WCAG 2.2, definition of contrast ratio). */
function drawnContrasts({ page }: ElementPage): Promise<readonly (readonly [string, number])[]> {
  return page.evaluate(() => {
    type Colour = readonly [number, number, number, number];
    const root = document.querySelector('saoma-login')!.shadowRoot!;
    const parse = (text: string, opacity = 1): Colour => {
      const [red = 0, green = 0, blue = 0, alpha = 1] = text.match(/[\d.]+/g)!.map(Number);
      return [red, green, blue, alpha * opacity];
    };
    const over = ([red, green, blue, alpha]: Colour, below: Colour): Colour => {
      const mixed = [red, green, blue].map((part, i) => part * alpha + below[i]! * (1 - alpha));
      return [mixed[0]!, mixed[1]!, mixed[2]!, 1];
    };
    const luminance = (colour: Colour): number => {
      const [red, green, blue] = colour.slice(0, 3).map((part) => {
        const share = part / 255;
        return share <= 0.04045 ? share / 12.92 : ((share + 0.055) / 1.055) ** 2.4;
      });
      return 0.2126 * red! + 0.7152 * green! + 0.0722 * blue!;
    };
    const contrast = (colour: Colour, below: Colour): number => {
      const [dark, light] = [luminance(over(colour, below)), luminance(below)].sort((a, b) => a - b);
      return (light! + 0.05) / (dark! + 0.05);
    };
    const look = (selector: string): CSSStyleDeclaration => getComputedStyle(root.querySelector(selector)!);
    const surface = parse(look('.panel').backgroundColor);
    const stage = over(parse(look('.stage').backgroundColor), surface);
    const field = root.querySelector('form input')!;
    const drawn: [string, number][] = [];
    const mark = root.querySelector('.mark');
    if (mark) drawn.push(['mark', contrast(parse(look('.mark').stroke, Number(look('.mark').opacity)), stage)]);
    if (field.getClientRects().length > 0)
      drawn.push(['field', contrast(parse(look('form input').borderTopColor), surface)]);
    if (root.activeElement)
      drawn.push(['focus', contrast(parse(getComputedStyle(root.activeElement).outlineColor), surface)]);
    return drawn;
  });
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
    'has nothing for axe to find, and nothing to scroll sideways for, light and wide in Chinese, dark and narrow in English: %s',
    async (_, way) => {
      const at = await reach(way);
      await prepareLooks(at);
      expect(await findingsInEachLook(at)).toEqual(NOTHING);
    },
  );

  it('is walked with the keyboard alone: the code to type is the first thing that the Tab key reaches', async () => {
    const at = await open();
    await at.live();
    const walk: string[] = [];
    for (let steps = 0; steps < 4; steps += 1) {
      await at.page.keyboard.press('Tab');
      walk.push(await at.focus());
      expect(await isOnTop(at)).toBe(true);
    }
    expect(walk).toEqual(['Can’t scan? Type a code', 'New code', 'Enlarge', 'Cancel']);
    await at.page.keyboard.press('Tab');
    expect(await at.page.evaluate(() => document.activeElement?.localName)).not.toBe('saoma-login');
  });

  it('shows the code to type with one key, and another brings it to the clipboard, without the focus moving', async () => {
    const at = await open({ permissions: ['clipboard-read', 'clipboard-write'] });
    await at.live();
    expect(await at.button('Can’t scan? Type a code').getAttribute('aria-expanded')).toBe('false');
    await at.page.keyboard.press('Tab');
    await at.page.keyboard.press('Enter');
    await at.says('WDJBM-JHTKX-T');
    expect(await at.focus()).toBe('Can’t scan? Type a code');
    expect(await at.button('Can’t scan? Type a code').getAttribute('aria-expanded')).toBe('true');
    await at.page.keyboard.press('Tab');
    await at.page.keyboard.press('Enter');
    await at.says('Link copied.');
    expect(await at.focus()).toBe('Copy link');
    expect(await at.page.evaluate(() => navigator.clipboard.readText())).toBe(`${at.broker.origin}/Q/WDJBM-JHTKX-T`);
  });

  it('lets the digits be pasted', async () => {
    const at = await open({ permissions: ['clipboard-read', 'clipboard-write'] });
    await at.live();
    at.broker.tell('checking', { check: { digits: 6, tries_left: 3 } });
    await at.page.getByRole('textbox').focus();
    await at.page.evaluate(() => navigator.clipboard.writeText('190451'));
    await at.page.keyboard.press('Control+V');
    expect(await at.page.getByRole('textbox').inputValue()).toBe('190451');
    await at.page.keyboard.press('Enter');
    await at.says('Signing in…');
  });

  it.each([
    ['starting', ['mark']],
    ['checking', ['field', 'focus']],
    ['continue as', ['mark', 'focus']],
    ['failed', ['mark', 'focus']],
  ])('draws signs, the border of fields and the focus at 3 : 1 or more, light and dark: %s', async (face, parts) => {
    const at = await reach(FACES[face]!);
    // By the keyboard, since the focus shows to whoever walks with it.
    await at.page.keyboard.press('Tab');
    for (const colorScheme of ['light', 'dark'] as const) {
      await at.page.emulateMedia({ colorScheme });
      const drawn = await drawnContrasts(at);
      expect(drawn.map(([name]) => name)).toEqual(parts);
      for (const [name, contrast] of drawn) expect({ name, isEnough: contrast >= 3 }).toEqual({ name, isEnough: true });
    }
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
        .map(({ width, height }) => [width, height] as const),
    );
    expect(controls.length).toBeGreaterThan(4);
    // The criterion asks for 24 each way; a line of text is not wider than its words.
    for (const [width, height] of controls) {
      expect(width).toBeGreaterThanOrEqual(24);
      expect(height).toBeGreaterThanOrEqual(40);
    }
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

  it('takes letters at twice their size: no second scroll bar, and nothing is cut off', async () => {
    const at = await open({ viewport: { width: 640, height: 700 } });
    await at.page.evaluate(() => (document.querySelector('saoma-login')!.style.fontSize = '32px'));
    await at.button('Can’t scan? Type a code').click();
    await at.says('WDJBM-JHTKX-T');
    expect(await at.page.evaluate(() => document.documentElement.scrollWidth - innerWidth)).toBe(0);
    const cut = await at.page.locator('saoma-login').evaluate(({ shadowRoot }) =>
      [...shadowRoot!.querySelectorAll('h2, p, li, button, div:not(.unseen), .user-code')]
        .filter((node) => node.getClientRects().length > 0 && node.textContent !== '')
        .filter(({ scrollWidth, clientWidth, scrollHeight, clientHeight }) => {
          const isInline = clientWidth === 0;
          return !isInline && (scrollWidth > clientWidth + 1 || scrollHeight > clientHeight + 1);
        })
        .map((node) => node.className || node.textContent),
    );
    expect(cut).toEqual([]);
  });
});
