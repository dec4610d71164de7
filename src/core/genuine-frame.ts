import { parseQrText } from '@saoma/protocol';
import { done, type Outcome, refused } from './outcome.js';
import type { GenuineFrame, Secrets } from './secrets.js';

/** A code of this broker that was shown once: of which session, and which of its frames. */
export interface ShownCode extends GenuineFrame {
  readonly sessionId: string;
}

/** Reads a code that was scanned. Refuses with `qr_malformed`, or `qr_unknown` what no page of ours has shown. */
export function readShownCode(secrets: Secrets, origin: string, qr: string): Outcome<ShownCode> {
  const text = parseQrText(qr);
  if (!text) return refused('qr_malformed');
  const { sessionId } = text;
  const frame = text.origin === origin ? secrets.findFrame(sessionId, text.frame) : undefined;
  return frame ? done({ ...frame, sessionId }) : refused('qr_unknown');
}
