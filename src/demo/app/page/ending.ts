import type { EndReason, VisibleState } from '@saoma/protocol';

/** What came of a decision, as the person is told. */
export type Ending =
  | 'waiting'
  | 'done'
  /** This approval counts, and others must follow. */
  | 'counted'
  | 'not_completed'
  | 'declined'
  | 'not_me'
  | 'check_failed'
  | 'cancelled'
  | 'ended_by_operator'
  | 'expired'
  | 'elsewhere';

/** How it is told. */
export interface Words {
  readonly title: string;
  readonly text: string;
}

/** After these, something new may still come. */
const OPEN: readonly Ending[] = ['waiting', 'done', 'elsewhere'];

export const mayChange = (ending: Ending): boolean => OPEN.includes(ending);

/** An approval is a success only once the portal has redeemed it, and only as long as that stands. */
export function endingOf(state: VisibleState, reason: EndReason | undefined): Ending {
  if (reason === 'ended_by_operator') return reason;
  switch (state) {
    case 'approved':
      return 'waiting';
    case 'redeemed':
      return reason === 'not_completed' ? 'not_completed' : 'done';
    case 'expired':
      return reason === 'not_completed' ? 'not_completed' : 'expired';
    case 'denied':
      return reason === 'not_me' || reason === 'check_failed' ? reason : 'declined';
    case 'cancelled':
      return 'cancelled';
    case 'pending':
      return 'counted';
    case 'scanned':
    case 'checking':
      return 'elsewhere';
  }
}
