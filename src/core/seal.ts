import { createCipheriv, createDecipheriv, randomBytes } from 'node:crypto';

const SEAL = 'aes-256-gcm';
const SEAL_NONCE_BYTES = 12;
const SEAL_TAG_BYTES = 16;

/** AES-256-GCM: nonce, tag, text. */
export function sealUnder(key: Buffer, text: string): string {
  const nonce = randomBytes(SEAL_NONCE_BYTES);
  const cipher = createCipheriv(SEAL, key, nonce);
  const sealed = Buffer.concat([cipher.update(text, 'utf8'), cipher.final()]);
  return Buffer.concat([nonce, cipher.getAuthTag(), sealed]).toString('base64url');
}

/** What was sealed. @throws when it was changed, or sealed under another key. */
export function openUnder(key: Buffer, sealed: string): string {
  const bytes = Buffer.from(sealed, 'base64url');
  const body = SEAL_NONCE_BYTES + SEAL_TAG_BYTES;
  const cipher = createDecipheriv(SEAL, key, bytes.subarray(0, SEAL_NONCE_BYTES));
  cipher.setAuthTag(bytes.subarray(SEAL_NONCE_BYTES, body));
  return cipher.update(bytes.subarray(body), undefined, 'utf8') + cipher.final('utf8');
}
