import { createCipheriv, createDecipheriv } from 'node:crypto';

const KEY_WRAP = 'id-aes256-wrap';
/** The value by which unwrapping knows that nothing was changed (RFC 3394 §2.2.3.1). */
const CHECK = Buffer.alloc(8, 0xa6);

/** A word of ours, in base64url, wrapped under a key: always the same for the same (RFC 3394). */
export function wrapUnder(key: Buffer, word: string): string {
  const wrap = createCipheriv(KEY_WRAP, key, CHECK);
  return Buffer.concat([wrap.update(Buffer.from(word, 'base64url')), wrap.final()]).toString('base64url');
}

/** The word that was wrapped; `undefined` when it was not, or under another key. */
export function unwrapUnder(key: Buffer, wrapped: string): string | undefined {
  try {
    const unwrap = createDecipheriv(KEY_WRAP, key, CHECK);
    return Buffer.concat([unwrap.update(Buffer.from(wrapped, 'base64url')), unwrap.final()]).toString('base64url');
  } catch {
    return undefined;
  }
}
