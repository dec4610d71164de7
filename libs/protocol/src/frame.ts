import { base32 } from './base32.js';

/** How long one frame of the code is current. A photo of it is stale after at most twice this. */
export const FRAME_MS = 10_000;

/** 30 bits: a frame is never guessed in the 20 s it is accepted, and the whole text still fits version 3. */
export const FRAME_LENGTH = 6;

/** No session outlives ten minutes, so no frame has an index at or above this. */
export const FRAMES_PER_SESSION = 60;

/** Which frame is current so many milliseconds after the session began. */
export function frameIndex(elapsedMs: number): number {
  return Math.floor(Math.max(0, elapsedMs) / FRAME_MS);
}

/** The bytes to put through HMAC-SHA-256 under the session's frame key: the index in decimal ASCII. */
export function frameMessage(index: number): Uint8Array<ArrayBuffer> {
  return Uint8Array.from(String(index), (digit) => digit.charCodeAt(0));
}

/** The six characters of a frame, from the HMAC of its message. */
export function frameText(mac: Uint8Array): string {
  return base32(mac.subarray(0, 4)).slice(0, FRAME_LENGTH);
}
