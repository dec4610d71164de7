import '@saoma/browser/define';
import type { ReactNode } from 'react';

/** The ready-made element, as React has it. Its events are props: `on` and the event's name. */
export function SignInElement(): ReactNode {
  return (
    <saoma-login
      lang="zh-CN"
      start-url="/login/start"
      onsaoma-problem={({ problem }) => console.warn('sign-in:', problem.code)}
    />
  );
}
