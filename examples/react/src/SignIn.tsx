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
  redeemed: () => '登录已结束',
  denied: ({ reason }) => (reason === 'not_me' ? '手机上已反馈：不是本人操作' : '您已在手机上取消登录'),
  cancelled: () => '登录已取消',
  expired: () => '二维码已失效',
  failed: ({ problem }) => `暂时无法扫码登录（${problem?.code ?? ''}）`,
};

const CONNECTION = {
  live: '',
  polling: '您的网络不支持实时更新，页面仍在等待。',
  offline: '网络已断开，正在重新连接…',
};

/** A sign-in page of one's own making on `LoginClient`; `<saoma-login>` is the one that comes with the package. */
export function SignIn({ startUrl }: { readonly startUrl: string }): ReactNode {
  const { state, client } = useSignIn(startUrl);
  const { phase, qrText, connection, approval } = state;
  return (
    <section aria-labelledby="sign-in">
      <h1 id="sign-in">扫码登录</h1>
      {qrText !== undefined && <QrCode text={qrText} label="登录二维码" />}
      <p role="status">
        {SAID[phase](state)} {CONNECTION[connection]}
      </p>
      {phase === 'checking' && (
        <form
          action={(data) => {
            const digits = data.get('digits');
            if (typeof digits === 'string') client.check(digits);
          }}
        >
          <input name="digits" inputMode="numeric" autoComplete="one-time-code" aria-label="手机上显示的数字" />
          <button>确定</button>
        </form>
      )}
      {approval?.needsConfirmation && <button onClick={() => goOn(state)}>继续</button>}
      <button onClick={() => client.restart()}>{phase === 'scanned' ? '不是您？换二维码' : '刷新二维码'}</button>
      <button onClick={() => client.cancel()}>取消</button>
    </section>
  );
}
