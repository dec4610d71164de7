import type { DenyReason } from '@saoma/protocol';

/** What the person said to a consent view. */
export type Choice = 'approve' | DenyReason;

/** A code that was scanned and is not settled yet: found again after a reload or a lost answer. */
export interface Attempt {
  readonly sessionId: string;
  /** Once the person has decided, they are not asked a second time. */
  readonly choice?: Choice;
}

const ITEM = 'attempt';

/** For this tab and its reloads only. The consent nonce is not kept: the broker gives it again to the same phone. */
export function rememberAttempt(attempt: Attempt): void {
  sessionStorage.setItem(ITEM, JSON.stringify(attempt));
}

export function unfinishedAttempt(): Attempt | undefined {
  const item = sessionStorage.getItem(ITEM);
  return item === null ? undefined : (JSON.parse(item) as Attempt);
}

export function forgetAttempt(): void {
  sessionStorage.removeItem(ITEM);
}
