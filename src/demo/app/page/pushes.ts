import type { PhoneClient } from '@saoma/mobile';
import { askBackend } from './backend.js';

/** Whether the broker knows where to push, since this page was opened. */
let registered: Promise<boolean> | undefined;

/** Says when the app's push service has been told that something waits. A hint: whoever misses it looks when they come back. */
export function listenForPushes(phone: PhoneClient, onPush: () => void, signal: AbortSignal): void {
  let stream: EventSource | undefined;
  const hush = (): void => stream?.close();
  const listen = (): void => {
    hush();
    // A browser has few lines to one site, and nobody looks.
    if (signal.aborted || document.visibilityState === 'hidden') return;
    stream = new EventSource('push');
    stream.addEventListener('wake', onPush);
  };
  signal.addEventListener('abort', hush);
  registered ??= register(phone).catch(() => false);
  void registered.then((isKnown) => {
    if (!isKnown) return;
    document.addEventListener('visibilitychange', listen, { signal });
    listen();
  });
}

/** No pushes any more for whoever leaves the app, as far as the broker can be told so. */
export async function forgetPushes(phone: PhoneClient): Promise<void> {
  const wereRegistered = registered;
  registered = undefined;
  if (await wereRegistered) await phone.registerNotifications(null).catch(() => undefined);
}

async function register(phone: PhoneClient): Promise<boolean> {
  const answer = await askBackend('push', {});
  if (!answer.ok) return false;
  const { handle } = (await answer.json()) as { readonly handle: string };
  await phone.registerNotifications(handle);
  return true;
}
