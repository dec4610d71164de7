import type { ElementPage } from './element-page.js';
import type { Way } from './element-faces.js';

const SMS = { channel: 'sms', to: '138****0142' } as const;
const EMAIL = { channel: 'email', to: 'z***@example.cn' } as const;

/** Where codes can be sent: two contacts, unless one is enough. */
export const offers =
  (...contacts: readonly (typeof SMS | typeof EMAIL)[]): ((at: ElementPage) => void) =>
  ({ broker }) => {
    broker.news = { purpose: 'verify', contacts: contacts.length > 0 ? contacts : [SMS, EMAIL] };
  };

/** The element beside that shows the code, and what is on it. */
export const BESIDE = '<saoma-one-time-code for="scan"></saoma-one-time-code>';
export const beside = ({ page }: ElementPage): ReturnType<ElementPage['page']['locator']> =>
  page.locator('saoma-one-time-code');

const press = (at: ElementPage, name: string): Promise<void> => beside(at).locator(`[part~=${name}]`).click();
const says = (at: ElementPage, name: string): Promise<void> =>
  beside(at).locator(`[part~=${name}]:not(:empty)`).waitFor();

export const sends = async (at: ElementPage): Promise<void> => {
  await press(at, 'send');
  await beside(at).getByRole('textbox').waitFor();
};

/** Sends what was typed, whatever becomes of it. */
const confirms =
  (code: string, problem?: ElementPage['broker']['problem']): NonNullable<Way['reach']> =>
  async (at) => {
    await sends(at);
    at.broker.problem = problem;
    await beside(at).getByRole('textbox').fill(code);
    await press(at, 'confirm');
    await says(at, 'error');
  };

const way = (reach: NonNullable<Way['reach']>, prepare = offers()): Way => ({ beside: BESIDE, prepare, reach });

/** Every face of the element for one-time codes. */
export const CODE_FACES: Readonly<Record<string, Way>> = {
  'two contacts': way((at) => says(at, 'send')),
  'one contact': way((at) => says(at, 'send'), offers(EMAIL)),
  'not sent': way(async (at) => {
    await says(at, 'send');
    at.broker.problem = { code: 'message_not_sent' };
    await press(at, 'send');
    await says(at, 'error');
  }),
  'a code to be typed, and sent again later': way(async (at) => {
    await sends(at);
    await says(at, 'pause');
  }),
  'a code to be typed, and sent again at once': way(sends, (at) => {
    offers(SMS)(at);
    at.broker.resendMs = 0;
  }),
  'not all digits': way(confirms('12345')),
  wrong: way(confirms('654321')),
  locked: way(confirms('654321', { code: 'factor_locked', retryAfterMs: 290_000 })),
  'locked until somebody unlocks': way(confirms('654321', { code: 'factor_locked' })),
  'too many requests': way(confirms('654321', { code: 'slow_down', retryAfterMs: 20_000 })),
  'no answer': way(confirms('654321', { code: 'server_error' })),
};
