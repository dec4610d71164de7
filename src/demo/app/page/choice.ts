import type { Consent, DenyReason } from '@saoma/protocol';

/** What the person said to a consent view; as whom, or why not. */
export type Choice =
  { readonly kind: 'approve'; readonly identity: string } | { readonly kind: 'deny'; readonly reason: DenyReason };

/** What the broker cannot know for sure: that the person has decided, even if it never heard of it. */
export interface Decided {
  /** Sent again after a lost answer: nobody is asked twice. */
  readonly choice: Choice;
  /** What was decided on: the broker shows it to nobody any more, and nothing is taken back without it. */
  readonly view: Consent;
}

const ITEM = `decided ${location.pathname}`;

/** For this tab and its reloads only. What is claimed and not decided, the broker knows itself. */
export function rememberChoice(decided: Decided): void {
  sessionStorage.setItem(ITEM, JSON.stringify(decided));
}

export function choiceMade(): Decided | undefined {
  const item = sessionStorage.getItem(ITEM);
  return item === null ? undefined : (JSON.parse(item) as Decided);
}

export function forgetChoice(): void {
  sessionStorage.removeItem(ITEM);
}
