import { parseQrText, type QrText } from '@saoma/protocol';

/** What a scanned or pasted text turned out to be. */
export type ScannedText =
  /** A code of this broker: scan it. */
  | { readonly kind: 'ours'; readonly code: QrText }
  /** A sign-in code, but of the broker at `origin`; nothing of ours may be sent there. */
  | { readonly kind: 'other_broker'; readonly origin: string }
  /** Some other QR code, or no code at all. */
  | { readonly kind: 'not_ours' };

/** Sorts a text without any call; `broker` is a lower-case origin. */
export function readCode(text: string, broker: string): ScannedText {
  const code = parseQrText(text);
  if (!code) return { kind: 'not_ours' };
  return code.origin === broker ? { kind: 'ours', code } : { kind: 'other_broker', origin: code.origin };
}
