import { PROBLEMS, type VisibleState } from '@saoma/protocol';
import { PhoneError, type PhoneErrorCode, tellOutcome } from './index.js';
import { isProblemCode, type PhoneProblemCode } from './tell.js';

const PHONE_PROBLEMS = Object.keys(PROBLEMS).filter((code): code is PhoneProblemCode => isProblemCode(code));
const CODES: readonly PhoneErrorCode[] = [
  ...PHONE_PROBLEMS,
  'network',
  'not_ours',
  'other_broker',
  'unexpected_answer',
];
const SUCCESS = /done|signed in|success|已完成|成功|登录/i;

const expectWholeSentences = ({ zh, en }: { readonly zh: string; readonly en: string }): void => {
  expect(zh).toMatch(/^\p{Script=Han}.*。$/u);
  expect(en).toMatch(/^[A-Z].*\.$/);
};

it('only what pages and portals are answered is unknown to the phone', () => {
  expect(Object.keys(PROBLEMS).filter((code) => !isProblemCode(code))).toEqual([
    'invalid_redirect_uri',
    'invalid_client',
    'access_denied',
    'unauthorized_client',
    'origin_not_allowed',
    'desktop_not_trusted',
    'desktop_blocked',
    'network_not_allowed',
    'one_time_code_wrong',
    'check_code_wrong',
    'factor_locked',
    'message_not_sent',
  ]);
});

it.each(CODES)('the person is told in whole sentences, in both languages, what %s means', (code) => {
  expectWholeSentences(new PhoneError(code, '').tell);
});

it.each<VisibleState>(['pending', 'scanned', 'checking', 'approved', 'denied', 'cancelled', 'expired'])(
  'the person is told in whole sentences what %s means, and nothing of success',
  (state) => {
    const told = tellOutcome({ state });
    expectWholeSentences(told);
    expect(told.en).not.toMatch(SUCCESS);
    expect(told.zh).not.toMatch(SUCCESS);
  },
);

it('only what was redeemed, and for no reason came to nothing, is told as a success', () => {
  expect(tellOutcome({ state: 'redeemed' }).en).toMatch(/^Done/);
  expect(tellOutcome({ state: 'redeemed', reason: 'not_completed' })).toEqual({
    zh: '未完成。请在电脑上重新开始。',
    en: 'Not completed. Start again on the computer.',
  });
});

it('a success says nothing of being signed in: what was proved may have been for something else', () => {
  expect(tellOutcome({ state: 'redeemed' })).toEqual({
    zh: '已完成。请在电脑上继续。',
    en: 'Done. Go on at the computer.',
  });
});

it('an approval that others must complete is told as one that counts', () => {
  expect(tellOutcome({ state: 'pending' }).en).toBe('Your approval counts. Others must approve, too.');
  expect(new PhoneError('already_approved', '').tell).toEqual(tellOutcome({ state: 'pending' }));
});

it('an end that an operator made is told as such', () => {
  const told = tellOutcome({ state: 'cancelled', reason: 'ended_by_operator' });
  expectWholeSentences(told);
  expect(told.en).toMatch(/operator/);
});

it('an approval that nobody redeemed in time is told as not completed, not as a late scan', () => {
  const late = tellOutcome({ state: 'expired' });
  expect(tellOutcome({ state: 'expired', reason: 'not_completed' })).not.toEqual(late);
  expect(late.en).toMatch(/^Time ran out/);
});
