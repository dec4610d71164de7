import { createRequire } from 'node:module';
import { join } from 'node:path';
import type { WebSocketServer } from 'ws';
import { root } from '../../house/kept-tool.js';
import { type Mutant, replaced } from '../mutant.js';

/** The one that the socket’s server brings along. */
const requireBeside = createRequire(join(root, 'node_modules/engine.io/package.json'));
const { WebSocketServer: Server } = requireBeside('ws') as { readonly WebSocketServer: typeof WebSocketServer };

export const mutant: Mutant = {
  breaks: 'a frame may be as long as it likes',
  apply: () =>
    replaced(Server.prototype, 'handleUpgrade', (handle: WebSocketServer['handleUpgrade']) => {
      return function roomy(this: WebSocketServer, ...given: Parameters<WebSocketServer['handleUpgrade']>) {
        const { maxPayload } = this.options;
        this.options.maxPayload = 0;
        handle.apply(this, given);
        if (maxPayload !== undefined) this.options.maxPayload = maxPayload;
      };
    }),
};
