import type { LocalizedText, Problem } from '@saoma/protocol';
import { type PhoneErrorCode, TELL } from './tell.js';

interface PhoneErrorDetails {
  readonly problem?: Problem;
  readonly retryAfterMs?: number;
  readonly cause?: unknown;
}

/** Why a call came to nothing. Switch on `code`; show `tell`; log `message`, which carries no secret. */
export class PhoneError extends Error {
  override readonly name = 'PhoneError';
  readonly code: PhoneErrorCode;
  /** The broker's answer, when it gave one. */
  readonly problem?: Problem;
  /** How long the broker asked to wait, in milliseconds, when it did. */
  readonly retryAfterMs?: number;

  constructor(code: PhoneErrorCode, message: string, { problem, retryAfterMs, cause }: PhoneErrorDetails = {}) {
    super(`${code}: ${message}`, cause === undefined ? undefined : { cause });
    this.code = code;
    if (problem) this.problem = problem;
    if (retryAfterMs !== undefined) this.retryAfterMs = retryAfterMs;
  }

  /** What to tell the person. */
  get tell(): LocalizedText {
    return TELL[this.code];
  }
}
