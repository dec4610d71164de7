import { parseQrText, parseUserCode, parseUserCodeLink, type QrText } from '@saoma/protocol';

/** What a scanned, typed, pasted or opened text turned out to be. */
export type ScannedText =
  /** A code of this broker: scan it. */
  | { readonly kind: 'ours'; readonly code: QrText }
  /** A typed code, or a link of this broker that carries one; bare and upper case: `WDJBMJHTKXT`. */
  | { readonly kind: 'user_code'; readonly userCode: string }
  /** A sign-in code, but of the broker at `origin`; nothing of ours may be sent there. */
  | { readonly kind: 'other_broker'; readonly origin: string }
  /** Some other QR code, or no code at all. */
  | { readonly kind: 'not_ours' };

/** Sorts a text without any call; `broker` is a lower-case origin. */
export function readCode(text: string, broker: string): ScannedText {
  const code = parseQrText(text);
  const link = code ?? parseUserCodeLink(text);
  if (link && link.origin !== broker) return { kind: 'other_broker', origin: link.origin };
  if (code) return { kind: 'ours', code };
  const userCode = link && 'userCode' in link ? link.userCode : parseUserCode(text);
  return userCode === undefined ? { kind: 'not_ours' } : { kind: 'user_code', userCode };
}
