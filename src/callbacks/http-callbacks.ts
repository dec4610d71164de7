import type { App, Callbacks, Ping, Portal, SignedOut } from '../core/ports.js';

/** Tells portals and apps' services by HTTP. */
export class HttpCallbacks implements Callbacks {
  logout(_portal: Portal, _grant: SignedOut): void {
    return;
  }

  ping(_portal: Portal, _ping: Ping): void {
    return;
  }

  push(_app: App, _handle: string): void {
    return;
  }

  /** Gives what is on its way a last chance. */
  close(): Promise<void> {
    return Promise.resolve();
  }
}
