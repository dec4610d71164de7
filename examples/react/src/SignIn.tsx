import type { LoginState } from '@saoma/browser';
import type { ReactNode } from 'react';
import { QrCode } from './QrCode.js';
import { goOn, useSignIn } from './useSignIn.js';

/** What the page says in each phase. A phase that is missing here does not compile. */
const SAID: Readonly<Record<LoginState['phase'], (state: LoginState) => string>> = {
  starting: () => '正在获取二维码…',
  waiting: () => '请用手机应用扫码',
  scanned: ({ appNames }) => `已用“${appNames?.zh ?? ''}”扫描，请在手机上确认`,
  checking: ({ check }) => `请输入手机上显示的 ${check?.digits ?? ''} 位数字`,
  approved: ({ approval }) =>
    approval?.needsConfirmation ? `以 ${approval.personName ?? ''} 的身份继续？` : '正在登录…',
  redeemed: () => '登录成功',
  denied: () => '登录已被拒绝',
  cancelled: () => '登录已取消',
  expired: () => '二维码已失效',
  failed: ({ problem }) => `暂时无法扫码登录（${problem?.code ?? ''}）`,
};

/** Why it ended so, where that is known. */
const ENDED: Readonly<Record<NonNullable<LoginState['reason']>, string>> = {
  declined: '您已在手机上取消登录',
  not_me: '手机上已反馈：不是本人操作',
  check_failed: '数字输错次数过多，登录已取消',
  ended_by_operator: '管理员已终止本次操作',
  not_completed: '登录未完成，请重新开始',
};

const REFUSED: Readonly<Record<NonNullable<LoginState['refused']>, string>> = {
  app_not_trusted: '本网站不支持刚才扫码的应用，请换一个应用。',
  not_for_you: '此二维码不是为刚才扫码的人准备的。',
  already_approved: '此人已经同意过，请由另一位扫码。',
  insufficient_user_authentication: '请先在手机应用中验证本人。',
  risk: '刚才扫码的手机似乎不在这台电脑旁，本网站不接受。',
};

const CONNECTION = {
  live: '',
  polling: '您的网络不支持实时更新，页面仍在等待。',
  offline: '网络已断开，正在重新连接…',
};

/** A sign-in page of one's own making on `LoginClient`; `<saoma-login>` is the one that comes with the package. */
export function SignIn({ startUrl }: { readonly startUrl: string }): ReactNode {
  const { state, client } = useSignIn(startUrl);
  const { phase, qrText, userCode, connection, refused, reason, approval, check } = state;
  return (
    <section aria-labelledby="sign-in">
      <h1 id="sign-in">扫码登录</h1>
      {qrText !== undefined && <QrCode text={qrText} label="登录二维码" />}
      <p role="status">
        {reason ? ENDED[reason] : SAID[phase](state)} {refused && REFUSED[refused]} {CONNECTION[connection]}
        {check?.isWrong && `数字不正确，还可以试 ${check.triesLeft} 次。`}
      </p>
      {userCode && (
        <p>
          在应用中选择“输入代码”，输入：<strong>{userCode.text}</strong>
        </p>
      )}
      {phase === 'checking' && (
        <form
          action={(data) => {
            const digits = data.get('digits');
            if (typeof digits === 'string') void client.check(digits);
          }}
        >
          <p>也可以用同一应用再扫一次此二维码。</p>
          <input name="digits" inputMode="numeric" autoComplete="one-time-code" aria-label="手机上显示的数字" />
          <button>确定</button>
        </form>
      )}
      {approval?.needsConfirmation && <button onClick={() => goOn(state)}>继续</button>}
      {phase === 'waiting' && !userCode && <button onClick={() => client.askUserCode()}>无法扫码？显示代码</button>}
      <button onClick={() => client.restart()}>
        {phase === 'scanned' || phase === 'checking' ? '不是您？换二维码' : '刷新二维码'}
      </button>
      <button onClick={() => client.cancel()}>取消</button>
    </section>
  );
}
