/** Lets the app open without a network, where the browser can. The app works without it. */
export function installShell(): void {
  if (!('serviceWorker' in navigator)) return;
  navigator.serviceWorker.register('service-worker.js').catch(() => undefined);
}
