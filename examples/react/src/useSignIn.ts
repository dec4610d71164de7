import { LoginClient, type LoginState, redirectTarget, startAt } from '@saoma/browser';
import { useEffect, useState, useSyncExternalStore } from 'react';

/** A sign-in that begins with the component, ends with it, and goes on to the portal once it is approved. */
export function useSignIn(startUrl: string): { readonly state: LoginState; readonly client: LoginClient } {
  const [client] = useState(() => new LoginClient({ start: startAt(startUrl) }));
  const state = useSyncExternalStore(client.subscribe, client.getSnapshot);

  useEffect(() => {
    const controller = new AbortController();
    const { signal } = controller;
    const resync = (): void => client.resync();
    for (const event of ['online', 'offline', 'pageshow']) window.addEventListener(event, resync, { signal });
    document.addEventListener('visibilitychange', resync, { signal });
    client.start();
    return () => {
      controller.abort();
      client.stop();
    };
  }, [client]);

  const { approval } = state;
  useEffect(() => {
    // Once for an approval, not for every second of its countdown: another call breaks off what the first began.
    if (approval && !approval.needsConfirmation) goOn({ approval });
  }, [approval]);

  return { state, client };
}

/** To the callback, with what the portal's backend needs. "Back" does not lead to a code that is long used. */
export function goOn({ approval }: Pick<LoginState, 'approval'>): void {
  const target = approval && redirectTarget(approval);
  if (target !== undefined) location.replace(target);
}
