import type { ProblemCode, Retry } from '@saoma/protocol';

/**
 * The broker's code, or what can go wrong on this side of the wire: nobody answers, the answer makes no sense, the
 * browser gives this page no cryptography. A newer broker may send codes that this version does not know.
 */
export type LoginProblemCode =
  ProblemCode | 'unreachable' | 'bad_answer' | 'insecure_context' | (string & Record<never, never>);

interface LoginProblemFacts {
  readonly status?: number;
  readonly retryAfterMs?: number;
  readonly triesLeft?: number | undefined;
  readonly detail?: string | undefined;
  readonly cause?: unknown;
}

/** The longest that anybody may ask to be left alone: a maintenance page names hours, and a code lives for minutes. */
const LONGEST_QUIET_MS = 30_000;

const OVER: readonly LoginProblemCode[] = ['session_not_found', 'expired_token', 'session_over'];

/** A request that did not succeed. Decide by `code`; the message is for developers and carries no secret. */
export class LoginProblem extends Error {
  override readonly name = 'LoginProblem';
  readonly code: LoginProblemCode;
  /** HTTP status; 0 where there was no answer. */
  readonly status: number;
  /** How long the other side asked to be left alone. {@link quietMs} is how long it is. */
  readonly retryAfterMs: number;
  /** With `check_code_wrong` and `one_time_code_wrong`. */
  readonly triesLeft: number | undefined;

  constructor(
    code: LoginProblemCode,
    { status = 0, retryAfterMs = 0, triesLeft, detail, cause }: LoginProblemFacts = {},
  ) {
    super(detail ? `${code}: ${detail}` : code, { cause });
    this.code = code;
    this.status = status;
    this.retryAfterMs = retryAfterMs;
    this.triesLeft = triesLeft;
  }

  get quietMs(): number {
    return Math.min(this.retryAfterMs, LONGEST_QUIET_MS);
  }

  /**
   * Whether sending something again can help, and what. The protocol's own list says the same, but its titles and
   * advice would be a tenth of the script; a spec holds the two together.
   */
  get retry(): Retry {
    if (OVER.includes(this.code)) return 'new_session';
    const passes =
      this.code === 'unreachable' || this.code === 'use_dpop_nonce' || this.status === 429 || this.status >= 500;
    return passes ? 'same_request' : 'no';
  }
}
