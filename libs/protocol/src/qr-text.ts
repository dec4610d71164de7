import { FRAME_LENGTH } from './frame.js';
import { formatUserCode, parseUserCode } from './user-code.js';

/** Ten bits that name the partition and 120 random ones, in base32. */
export const SESSION_ID_LENGTH = 26;

const QR_TEXT = new RegExp(
  `^(https?)://([^/?#@\\s]{1,255})/q/([a-z2-7]{${SESSION_ID_LENGTH}})([a-z2-7]{${FRAME_LENGTH}})$`,
  'i',
);

/** What a code says: which broker, which session, which frame. It identifies and grants nothing. */
export interface QrText {
  /** Scheme and host of the broker, lower case: `https://pass.example.cn`. */
  readonly origin: string;
  /** 26 characters of base32, upper case. */
  readonly sessionId: string;
  /** 6 characters of base32, upper case. */
  readonly frame: string;
}

/**
 * The text of a code: `HTTPS://PASS.EXAMPLE.CN/Q/<session id><frame>`, upper case throughout, so that it is
 * encoded in alphanumeric mode: version 3 at level M for hosts up to 18 characters, version 4 up to 47.
 */
export function encodeQrText({ origin, sessionId, frame }: QrText): string {
  return `${origin}/Q/${sessionId}${frame}`.toUpperCase();
}

/** Reads a code in any case. Anything that is not one of ours is `undefined`. */
export function parseQrText(text: string): QrText | undefined {
  const [, scheme, host, sessionId, frame] = QR_TEXT.exec(text.trim()) ?? [];
  if (!scheme || !host || !sessionId || !frame) return undefined;
  return {
    origin: `${scheme}://${host}`.toLowerCase(),
    sessionId: sessionId.toUpperCase(),
    frame: frame.toUpperCase(),
  };
}

const USER_CODE_LINK = /^(https?:\/\/[^/?#@\s]{1,255})\/q\/([a-z0-9-]{11,24})$/i;

/** A typed code as an address: `https://pass.example.cn/Q/WDJBM-JHTKX-T`. It identifies a session and grants nothing. */
export function encodeUserCodeLink(origin: string, userCode: string): string {
  return `${origin}/Q/${formatUserCode(userCode)}`;
}

/** Reads such an address in any case; `userCode` is bare. Anything else is `undefined`. */
export function parseUserCodeLink(text: string): { readonly origin: string; readonly userCode: string } | undefined {
  const [, origin, code = ''] = USER_CODE_LINK.exec(text.trim()) ?? [];
  const userCode = parseUserCode(code);
  return origin === undefined || userCode === undefined ? undefined : { origin: origin.toLowerCase(), userCode };
}
