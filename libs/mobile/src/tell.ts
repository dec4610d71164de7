import type { LocalizedText, ProblemCode } from '@saoma/protocol';

/**
 * What can go wrong for a phone: everything the broker can answer, and what happens before or instead of an answer.
 * `network`: no answer came. `not_ours`: the text is no sign-in code. `other_broker`: it is one, of another broker.
 * `unexpected_answer`: what answered does not speak this protocol.
 */
export type PhoneErrorCode = ProblemCode | LocalCode;
type LocalCode = 'network' | 'not_ours' | 'other_broker' | 'unexpected_answer';

const APP_FAULT: LocalizedText = {
  zh: '应用出了点问题，无法继续。请更新应用后再试。',
  en: 'The app has a problem and cannot go on. Update the app and try again.',
};
const SIGN_IN_AGAIN: LocalizedText = {
  zh: '您在应用中的登录已失效。请重新登录应用，再扫码。',
  en: 'You are no longer signed in to the app. Sign in to it again, then scan.',
};
const NOT_A_CODE: LocalizedText = {
  zh: '这不是登录二维码。请扫描登录页面上的二维码。',
  en: 'This is not a sign-in code. Scan the code on the sign-in page.',
};
const NEW_CODE: LocalizedText = {
  zh: '这个二维码已失效。请在电脑上刷新二维码，再扫一次。',
  en: 'This code is no longer valid. Take a new code on the computer and scan again.',
};
const SITE_FAULT: LocalizedText = {
  zh: '这个网站暂时不能扫码登录。请改用其他方式，或联系该网站。',
  en: 'This site cannot use sign-in by code right now. Use another way, or contact the site.',
};
const TRY_LATER: LocalizedText = {
  zh: '服务暂时不可用。请稍后再试。',
  en: 'The service is not available for a moment. Try again shortly.',
};

const LOCAL: Readonly<Record<LocalCode, LocalizedText>> = {
  network: { zh: '网络连接不上。请检查网络后重试。', en: 'No connection. Check your network and try again.' },
  not_ours: NOT_A_CODE,
  other_broker: {
    zh: '这个二维码属于其他登录服务，请使用对应的应用扫描。',
    en: 'This code belongs to another sign-in service. Scan it with the app of that service.',
  },
  unexpected_answer: TRY_LATER,
};

const PROBLEM: Readonly<Record<ProblemCode, LocalizedText>> = {
  qr_malformed: NOT_A_CODE,
  qr_stale: {
    zh: '二维码已更新。请再扫一次屏幕上的二维码。',
    en: 'The code has changed meanwhile. Scan the code on the screen again.',
  },
  qr_unknown: NEW_CODE,
  session_not_found: NEW_CODE,
  user_code_wrong: {
    zh: '没有找到这个登录码。请对照电脑屏幕，重新输入。',
    en: 'No sign-in waits for this code. Compare it with the screen and type it again.',
  },
  expired_token: {
    zh: '时间已过，登录未完成。请在电脑上刷新二维码，再扫一次。',
    en: 'Time ran out and you were not signed in. Take a new code on the computer and scan again.',
  },
  session_over: {
    zh: '这次登录已经结束。如需登录，请在电脑上刷新二维码。',
    en: 'This sign-in has ended. To sign in, take a new code on the computer.',
  },
  invalid_transition: {
    zh: '这次登录的状态已改变。请看电脑屏幕上的提示。',
    en: 'This sign-in has moved on. Look at the computer’s screen.',
  },
  claimed_by_another: {
    zh: '这个二维码已被别人扫过。请在电脑上刷新二维码，再扫一次。',
    en: 'Somebody else scanned this code first. Take a new code on the computer and scan that.',
  },
  app_not_trusted: {
    zh: '该网站不支持用这个应用登录。请使用网站指定的应用扫码。',
    en: 'This site does not accept this app. Scan with an app that the site names.',
  },
  not_for_you: {
    zh: '这个二维码不是给您的账号使用的。',
    en: 'This code is meant for another account.',
  },
  access_denied: { zh: '不允许此操作。', en: 'This is not allowed.' },
  consent_required: {
    zh: '请先扫码，查看登录信息后再确认。',
    en: 'Scan the code first, look at who is asking, then confirm.',
  },
  check_code_wrong: {
    zh: '验证数字不正确。请在电脑上输入手机显示的数字。',
    en: 'The digits are wrong. On the computer, type the digits that the phone shows.',
  },
  insufficient_user_authentication: {
    zh: '需要再次验证您的身份。请按提示验证后继续。',
    en: 'You need to be verified again. Do so, then continue.',
  },

  invalid_token: SIGN_IN_AGAIN,
  invalid_dpop_proof: SIGN_IN_AGAIN,

  invalid_client: SITE_FAULT,
  unauthorized_client: SITE_FAULT,
  origin_not_allowed: SITE_FAULT,
  invalid_redirect_uri: SITE_FAULT,

  invalid_request: APP_FAULT,
  not_found: APP_FAULT,
  payload_too_large: APP_FAULT,
  unsupported_media_type: APP_FAULT,

  slow_down: { zh: '操作太频繁。请稍等片刻再试。', en: 'Too many tries. Wait a little and try again.' },
  temporarily_unavailable: TRY_LATER,
  server_error: TRY_LATER,
};

/** What to tell the person, for every code. */
export const TELL: Readonly<Record<PhoneErrorCode, LocalizedText>> = { ...LOCAL, ...PROBLEM };

/** Whether this version knows the code; told by this table, so that the developer's texts stay out of the phone. */
export function isProblemCode(code: string): code is ProblemCode {
  return Object.hasOwn(PROBLEM, code);
}
