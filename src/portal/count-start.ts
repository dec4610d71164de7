import type { Limits } from '../core/ports.js';
import { addressPrefix } from '../platform/address-prefix.js';

/**
 * Counts a start against whoever asks for it and against its portal in all.
 * @param what has counts of its own; default: sessions
 * @returns milliseconds to wait, when either starts too much
 */
export function countStart(limits: Limits, address: string, clientId: string, what = ''): Promise<number | undefined> {
  return limits.takeAll(['starts_per_prefix', what + addressPrefix(address)], ['starts_per_portal', what + clientId]);
}
