import type { LocalizedText, Problem, RequiredAuthentication } from '@saoma/protocol';
import { type PhoneErrorCode, TELL } from './tell.js';

interface PhoneErrorDetails {
  readonly problem?: Problem;
  readonly retryAfterMs?: number | undefined;
  readonly cause?: unknown;
}

/** What was not said is `undefined`. */
type Required = { readonly [M in keyof RequiredAuthentication]: RequiredAuthentication[M] | undefined };

/** Why a call came to nothing. Switch on `code`; show `tell`; log `message`, which carries no secret. */
export class PhoneError extends Error {
  override readonly name = 'PhoneError';
  readonly code: PhoneErrorCode;
  /** The broker's answer, when it gave one. */
  readonly problem: Problem | undefined;
  /** How long the broker asked to wait, in milliseconds, when it did. */
  readonly retryAfterMs: number | undefined;

  constructor(code: PhoneErrorCode, message: string, { problem, retryAfterMs, cause }: PhoneErrorDetails = {}) {
    super(`${code}: ${message}`, { cause });
    this.code = code;
    this.problem = problem;
    this.retryAfterMs = retryAfterMs;
  }

  /** With `insufficient_user_authentication`: how the person must be verified before the same view is approved again. */
  get required(): Required | undefined {
    const { code, problem } = this;
    if (code !== 'insufficient_user_authentication' || !problem) return undefined;
    return { amr: problem.required_amr, acr: problem.required_acr, max_age: problem.max_age };
  }

  /** What to tell the person. */
  get tell(): LocalizedText {
    return TELL[this.code];
  }
}
