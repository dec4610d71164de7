import type { EndReason, LocalizedText, ProblemCode, ScanOutcome, VisibleState } from '@saoma/protocol';

/** What only pages and portals are answered; to a phone it would be no answer of a broker. */
type NotForPhones =
  | 'access_denied'
  | 'check_code_wrong'
  | 'desktop_blocked'
  | 'desktop_not_trusted'
  | 'factor_locked'
  | 'invalid_client'
  | 'invalid_redirect_uri'
  | 'message_not_sent'
  | 'network_not_allowed'
  | 'one_time_code_wrong'
  | 'origin_not_allowed'
  | 'unauthorized_client';
export type PhoneProblemCode = Exclude<ProblemCode, NotForPhones>;

/**
 * What can go wrong for a phone: everything the broker can answer it, and what happens before or instead of an answer.
 * `network`: no answer came. `not_ours`: the text is no sign-in code. `other_broker`: it is one, of another broker.
 * `unexpected_answer`: what answered does not speak this protocol.
 */
export type PhoneErrorCode = PhoneProblemCode | LocalCode;
type LocalCode = 'network' | 'not_ours' | 'other_broker' | 'unexpected_answer';

const APP_FAULT: LocalizedText = {
  zh: '应用出了问题。请更新应用后再试。',
  en: 'The app has a problem. Update it and try again.',
};
const SIGN_IN_AGAIN: LocalizedText = {
  zh: '请重新登录应用，再试一次。',
  en: 'Sign in to the app again, then try again.',
};
const NOT_A_CODE: LocalizedText = {
  zh: '这不是登录码。请扫描登录页面上的二维码。',
  en: 'This is not a sign-in code. Scan the code on the sign-in page.',
};
const NEW_CODE: LocalizedText = {
  zh: '这个码已失效。请在电脑上换一个新码，再试一次。',
  en: 'This code is no longer valid. Take a new code on the computer and try again.',
};
const OUT_OF_TIME: LocalizedText = {
  zh: '时间已过。请在电脑上换一个新码，再试一次。',
  en: 'Time ran out. Take a new code on the computer and try again.',
};
const OTHERS_MUST_APPROVE: LocalizedText = {
  zh: '您的同意已计入。还需其他人同意。',
  en: 'Your approval counts. Others must approve, too.',
};
const TRY_LATER: LocalizedText = {
  zh: '服务暂时不可用。请稍后再试。',
  en: 'The service is not available. Try again shortly.',
};

const LOCAL: Readonly<Record<LocalCode, LocalizedText>> = {
  network: { zh: '网络连接不上。请检查网络后重试。', en: 'No connection. Check your network and try again.' },
  not_ours: NOT_A_CODE,
  other_broker: {
    zh: '这个码属于其他登录服务。请使用该服务的应用。',
    en: 'This code belongs to another sign-in service. Use the app of that service.',
  },
  unexpected_answer: TRY_LATER,
};

const PROBLEM: Readonly<Record<PhoneProblemCode, LocalizedText>> = {
  qr_malformed: NOT_A_CODE,
  qr_stale: {
    zh: '二维码已更新。请再扫一次屏幕上的二维码。',
    en: 'The code has changed meanwhile. Scan the code on the screen again.',
  },
  qr_unknown: NEW_CODE,
  session_not_found: NEW_CODE,
  session_over: NEW_CODE,
  expired_token: OUT_OF_TIME,
  user_code_wrong: {
    zh: '登录码不正确。请看电脑屏幕，重新输入。',
    en: 'This code is wrong. Look at the computer’s screen and type it again.',
  },
  invalid_transition: {
    zh: '状态已改变。请看电脑屏幕。',
    en: 'Something has changed. Look at the computer’s screen.',
  },
  claimed_by_another: {
    zh: '这个码已被别人用过。请在电脑上换一个新码，再试一次。',
    en: 'Somebody else scanned this code first. Take a new code on the computer and scan that.',
  },
  app_not_trusted: {
    zh: '该网站不支持这个应用。请使用网站指定的应用。',
    en: 'This site does not accept this app. Use an app that the site names.',
  },
  not_for_you: { zh: '这个码属于其他账号。', en: 'This code belongs to another account.' },
  already_approved: OTHERS_MUST_APPROVE,
  risk_refused: {
    zh: '该网站只接受在电脑旁扫码，而这部手机似乎在别处。如果二维码是别人发来的，请不要再扫。',
    en: 'This site takes scans only beside the computer, and this phone seems to be elsewhere. If somebody sent you the code, do not scan it.',
  },
  not_found: { zh: '已不存在。', en: 'It is no longer there.' },
  identity_required: { zh: '请使用其他身份。', en: 'Use another identity.' },
  subject_locked: { zh: '您已被锁定。请联系服务人员。', en: 'You are locked. Contact the operator.' },
  insufficient_user_authentication: { zh: '请先验证本人。', en: 'You must be verified first.' },

  invalid_token: SIGN_IN_AGAIN,
  invalid_dpop_proof: SIGN_IN_AGAIN,

  use_dpop_nonce: APP_FAULT,
  consent_required: APP_FAULT,
  statement_required: APP_FAULT,
  statement_mismatch: APP_FAULT,
  invalid_request: APP_FAULT,
  payload_too_large: APP_FAULT,
  unsupported_media_type: APP_FAULT,

  slow_down: { zh: '操作太频繁。请稍后再试。', en: 'Too many tries. Try again shortly.' },
  temporarily_unavailable: TRY_LATER,
  server_error: TRY_LATER,
};

/** What to tell the person, for every code. */
export const TELL: Readonly<Record<PhoneErrorCode, LocalizedText>> = { ...LOCAL, ...PROBLEM };

/** Whether this version knows the code; told by this table, so that the developer's texts stay out of the phone. */
export function isProblemCode(code: string): code is PhoneProblemCode {
  return Object.hasOwn(PROBLEM, code);
}

const NOT_COMPLETED: LocalizedText = {
  zh: '未完成。请在电脑上重新开始。',
  en: 'Not completed. Start again on the computer.',
};
const DECLINED: LocalizedText = { zh: '已拒绝。', en: 'You declined.' };

/** Approved is not done: only what was redeemed is a success, and may still be taken back. */
const OUTCOME: Readonly<Record<VisibleState, LocalizedText>> = {
  pending: OTHERS_MUST_APPROVE,
  scanned: { zh: '请在手机上确认。', en: 'Decide on the phone.' },
  checking: { zh: '请在电脑上输入这些数字。', en: 'Type these digits on the computer.' },
  approved: { zh: '已同意。请看电脑屏幕。', en: 'You agreed. Look at the computer’s screen.' },
  redeemed: { zh: '已完成。请在电脑上继续。', en: 'Done. Go on at the computer.' },
  denied: DECLINED,
  cancelled: { zh: '已在电脑上取消。', en: 'Cancelled on the computer.' },
  expired: OUT_OF_TIME,
};

const REASON: Readonly<Record<EndReason, LocalizedText>> = {
  declined: DECLINED,
  not_me: DECLINED,
  check_failed: NOT_COMPLETED,
  ended_by_operator: { zh: '已由服务人员结束。', en: 'Ended by the operator.' },
  not_completed: NOT_COMPLETED,
};

/** What to tell the person about how it stands, or how it ended. */
export function tellOutcome({ state, reason }: Pick<ScanOutcome, 'state' | 'reason'>): LocalizedText {
  return reason ? REASON[reason] : OUTCOME[state];
}
