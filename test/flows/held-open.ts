import { jest } from '@jest/globals';
import type { SessionStore } from '../../src/core/ports.js';
import { SESSIONS } from '../../src/core/tokens.js';
import { OpenWaits } from '../../src/desktop/open-waits.js';
import type { World } from '../broker/world.js';

/**
 * Counts what is held open at a node from here on: each long poll, stream and socket watches its session.
 *
 * @param before what happens first, whenever one begins to.
 */
export function watchesAt(
  { broker }: World,
  node: number,
  before?: () => Promise<void>,
): { readonly open: () => number } {
  const sessions = broker.apps[node]!.get<SessionStore>(SESSIONS);
  const watch = sessions.watch.bind(sessions);
  const open = new Set<object>();
  jest.spyOn(sessions, 'watch').mockImplementation(async (...args) => {
    const held = {};
    open.add(held);
    await before?.();
    const unwatch = await watch(...args);
    return () => {
      open.delete(held);
      unwatch();
    };
  });
  return { open: () => open.size };
}

/** Counts the long polls and streams that a node would let go if it closed. */
export function waitsAt({ broker }: World, node: number): { readonly open: () => number } {
  const waits = broker.apps[node]!.get(OpenWaits);
  const hold = waits.hold.bind(waits);
  const open = new Set<object>();
  jest.spyOn(waits, 'hold').mockImplementation((request, letGo) => {
    const held = {};
    open.add(held);
    const forget = hold(request, letGo);
    return () => {
      open.delete(held);
      forget();
    };
  });
  return { open: () => open.size };
}
