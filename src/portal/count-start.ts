import type { Limits } from '../core/ports.js';
import { addressPrefix } from '../platform/address-prefix.js';

/**
 * Counts a start against whoever asks for it, against its page's key with them, and against its portal in all.
 * @param of `what` has counts of its own; default: sessions. `jkt`: the key, where the page has one
 * @returns milliseconds to wait, when either starts too much
 */
export function countStart(
  limits: Limits,
  address: string,
  clientId: string,
  { what = '', jkt }: { readonly what?: string; readonly jkt?: string | undefined } = {},
): Promise<number | undefined> {
  const prefix = addressPrefix(address);
  return limits.takeAll(
    ['starts_per_prefix', what + prefix],
    ...(jkt === undefined ? [] : [['starts_per_desktop_key', `${jkt} ${prefix}`] as const]),
    ['starts_per_portal', what + clientId],
  );
}
