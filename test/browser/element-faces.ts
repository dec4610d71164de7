import { APPS, type ElementPage } from './element-page.js';
import type { FakeBroker } from './fake-broker.js';

/** How a face comes about. */
export interface Way {
  readonly attributes?: string;
  /** Before the page is there. Without it, the code is waited for first. */
  readonly prepare?: (at: ElementPage) => unknown;
  readonly reach?: (at: ElementPage) => unknown;
}

/** Something of the element that can be seen, by the name of its part. */
function part({ page }: ElementPage, name: string): ReturnType<ElementPage['page']['locator']> {
  return page.locator(`[part~=${name}]`).locator('visible=true').first();
}

const shows =
  (name: string): ((at: ElementPage) => Promise<void>) =>
  (at) =>
    part(at, name).waitFor();

const press = (at: ElementPage, name: string): Promise<void> => part(at, name).click();

const types: Way = {
  reach: async (at) => {
    await press(at, 'typeCode');
    await part(at, 'user-code').waitFor();
  },
};

const told = (...[state, news]: Parameters<FakeBroker['tell']>): Way => ({
  attributes: 'auto-redirect="off"',
  reach: async (at) => {
    await at.broker.until(() => at.broker.isHeard);
    at.broker.tell(state, news);
    await part(at, state === 'pending' ? 'notice' : state).waitFor();
    if (news?.refused) await part(at, 'notice').waitFor();
  },
});

/** Every face of the element. */
export const FACES: Readonly<Record<string, Way>> = {
  starting: { prepare: ({ page }) => page.route('**/login/start', () => undefined), reach: shows('starting') },
  'starting at a busy service': {
    prepare: ({ broker }) => (broker.problem = { code: 'slow_down' }),
    reach: shows('line'),
  },
  'starting without a network': { prepare: ({ broker }) => (broker.isDown = true), reach: shows('line') },
  waiting: {},
  'about to end': { prepare: ({ broker }) => (broker.lifeMs = 25_000), reach: shows('extend') },
  'a code to type': types,
  'digits to type': { ...types, attributes: 'user-code="digits"' },
  'link copied': {
    // What a browser with windows takes for granted after a click.
    prepare: ({ page }) => page.context().grantPermissions(['clipboard-write']),
    reach: async (at) => {
      await types.reach?.(at);
      await press(at, 'copyLink');
      await at.status.getByText(/copied|已复制/).waitFor();
    },
  },
  'link to be copied by hand': {
    prepare: ({ page }) =>
      page.addInitScript(() => Object.defineProperty(navigator, 'clipboard', { value: undefined })),
    reach: async (at) => {
      await types.reach?.(at);
      await press(at, 'copyLink');
      await part(at, 'link').waitFor();
    },
  },
  'no code to type': {
    reach: async (at) => {
      at.broker.problem = { code: 'slow_down' };
      await press(at, 'typeCode');
      await part(at, 'notice').waitFor();
    },
  },
  'a link for each app': { attributes: 'same-device', prepare: () => undefined, reach: shows('open') },
  'the code on the phone': {
    attributes: 'same-device',
    prepare: () => undefined,
    reach: (at) => press(at, 'showCode'),
  },
  enlarged: {
    reach: async (at) => {
      await press(at, 'enlarge');
      await part(at, 'large').waitFor();
    },
  },
  'refused app': told('pending', { refused: 'app_not_trusted' }),
  'wrong person': told('pending', { refused: 'not_for_you' }),
  'the same approver again': told('pending', {
    refused: 'already_approved',
    approvals: { needed: 2, given: 1 },
  }),
  polling: { prepare: ({ broker }) => (broker.refusesSockets = true), reach: shows('line') },
  offline: {
    reach: async (at) => {
      await at.broker.until(() => at.broker.isHeard);
      await at.page.context().setOffline(true);
      // What stands already, Chromium leaves alone: a page that had not yet seen it stand would go on by it.
      at.broker.dropSockets();
      await part(at, 'line').waitFor();
    },
  },
  scanned: told('scanned', { phone: { app: APPS[0] } }),
  'to be verified first': told('scanned', { phone: { app: APPS[0] }, refused: 'insufficient_user_authentication' }),
  checking: told('checking', { check: { digits: 6, tries_left: 3 } }),
  'wrong digits once': {
    reach: async (at) => {
      await told('checking', { check: { digits: 6, tries_left: 3 } }).reach?.(at);
      await at.page.getByRole('textbox').fill('190452');
      await at.page.keyboard.press('Enter');
      await part(at, 'notice').waitFor();
    },
  },
  'digits not sent': {
    reach: async (at) => {
      await told('checking', { check: { digits: 6, tries_left: 3 } }).reach?.(at);
      at.broker.problem = { code: 'slow_down' };
      await at.page.getByRole('textbox').fill('190451');
      await at.page.keyboard.press('Enter');
      await part(at, 'notice').waitFor();
    },
  },
  approved: told('approved', { code: 'c' }),
  'continue as': told('approved', { code: 'c', confirm: true, person: { name: '张*' } }),
  redeemed: {
    attributes: 'auto-redirect="off"',
    reach: async (at) => {
      await told('approved', { code: 'c' }).reach?.(at);
      await told('redeemed').reach?.(at);
    },
  },
  declined: told('denied', { reason: 'declined' }),
  'not me': told('denied', { reason: 'not_me' }),
  'wrong digits too often': told('denied', { reason: 'check_failed' }),
  cancelled: told('cancelled'),
  'ended by an operator': told('cancelled', { reason: 'ended_by_operator' }),
  paused: {
    reach: async (at) => {
      for (let codes = 1; codes <= 4; codes += 1) {
        await at.broker.until(() => at.broker.sessions.length === codes && at.broker.isHeard);
        at.broker.tell('expired');
      }
      await part(at, 'expired').waitFor();
    },
  },
  'not completed in time': told('expired', { reason: 'not_completed' }),
  'taken back': told('redeemed', { reason: 'not_completed' }),
  failed: { prepare: ({ broker }) => (broker.problem = { code: 'unauthorized_client' }), reach: shows('failed') },
};
