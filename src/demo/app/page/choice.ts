import type { DenyReason, Flow, LocalizedText, Purpose } from '@saoma/protocol';

/** What the person said to a consent view; as whom, or why not. */
export type Choice =
  { readonly kind: 'approve'; readonly identity: string } | { readonly kind: 'deny'; readonly reason: DenyReason };

/** What the broker cannot know for sure: that the person has decided, even if it never heard of it. */
export interface Decided {
  readonly sessionId: string;
  /** Sent again after a lost answer: nobody is asked twice. */
  readonly choice: Choice;
  /** For the words at the end, which the broker gives without them. */
  readonly portal: LocalizedText;
  readonly purpose: Purpose;
  readonly flow: Flow;
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
