import type { Locator } from 'playwright-core';
import type { ElementPage } from './element-page.js';

export const SMS = { channel: 'sms', to: '138****0142' } as const;
export const EMAIL = { channel: 'email', to: 'z***@example.cn' } as const;

/** The element for one-time codes beside that for the code on the screen. */
export const BESIDE = '<saoma-one-time-code for="scan"></saoma-one-time-code>';

/** The portal wants a person proved, and knows where codes can be sent. */
export const offers =
  (...contacts: readonly (typeof SMS | typeof EMAIL)[]): ((at: ElementPage) => void) =>
  ({ broker }) => {
    broker.news = { purpose: 'verify', contacts };
  };

/** What a person does and sees in the element for one-time codes. */
export class CodePage {
  readonly #at: ElementPage;
  readonly element: Locator;
  readonly field: Locator;
  readonly send: Locator;
  readonly status: Locator;

  constructor(at: ElementPage) {
    this.#at = at;
    this.element = at.page.locator('saoma-one-time-code');
    this.field = this.element.getByRole('textbox');
    this.send = this.part('send');
    this.status = this.element.getByRole('status');
  }

  part(name: string): Locator {
    return this.element.locator(`[part~=${name}]`);
  }

  says(text: string): Promise<void> {
    return this.status.getByText(text).waitFor();
  }

  async sends(problem?: ElementPage['broker']['problem']): Promise<void> {
    this.#at.broker.problem = problem;
    await this.send.click();
    await (problem ? this.part('error') : this.field).waitFor();
    this.#at.broker.problem = undefined;
  }

  /** Types a code that is not taken. */
  async fails(code: string, problem?: ElementPage['broker']['problem']): Promise<void> {
    const before = await this.part('error').textContent();
    const other = before === '' ? {} : { hasNotText: before ?? '' };
    this.#at.broker.problem = problem;
    await this.field.fill(code);
    await this.part('confirm').click();
    await this.part('error').filter(other).waitFor();
    this.#at.broker.problem = undefined;
  }
}

function offersAgainAtOnce(at: ElementPage): void {
  offers(EMAIL)(at);
  at.broker.resendMs = 0;
}

/** Every face of the element, one after the other: on a page with two contacts, and on one with one. */
export const WALKS: readonly Walk[] = [
  {
    prepare: offers(SMS, EMAIL),
    steps: {
      'two contacts': (code) => code.send.waitFor(),
      'not sent': (code) => code.sends({ code: 'message_not_sent' }),
      'a code to type, which may be sent again later': (code) => code.sends(),
      'not all digits': (code) => code.fails('12345'),
      wrong: (code) => code.fails('654321'),
      'locked for minutes': (code) => code.fails('654321', { code: 'factor_locked', retryAfterMs: 290_000 }),
    },
  },
  {
    prepare: offersAgainAtOnce,
    steps: {
      'one contact': (code) => code.send.waitFor(),
      'a code to type, which may be sent again now': (code) => code.sends(),
      'locked until somebody unlocks': (code) => code.fails('654321', { code: 'factor_locked' }),
    },
  },
];

interface Walk {
  readonly prepare: (at: ElementPage) => void;
  /** How each face comes about, from the one before. */
  readonly steps: Readonly<Record<string, (code: CodePage) => Promise<void>>>;
}
