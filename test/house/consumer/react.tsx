/** The element in JSX, typed by the file that the example has for copying. */
import '@saoma/browser/define';
import { LoginClient, type SaomaLoginElement, startAt } from '@saoma/browser';
import { type ReactNode, useRef, useState, useSyncExternalStore } from 'react';

export function Page(): ReactNode {
  const element = useRef<SaomaLoginElement>(null);
  const [client] = useState(() => new LoginClient({ start: startAt('/login/start') }));
  const { phase } = useSyncExternalStore(client.subscribe, client.getSnapshot);
  return (
    <>
      <saoma-login
        ref={element}
        lang="zh-CN"
        start-url="/login/start"
        auto-redirect="off"
        className={phase}
        onsaoma-approved={({ approval }) => console.log(approval.code.length)}
      />
      {/* @ts-expect-error -- an address is text */}
      <saoma-login start-url={7} />
      {/* @ts-expect-error -- no such attribute */}
      <saoma-login starturl="/login/start" />
      {/* @ts-expect-error -- no such event carries an approval */}
      <saoma-login onsaoma-state={({ approval }) => console.log(approval)} />
    </>
  );
}
