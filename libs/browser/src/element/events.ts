import type { LoginProblem } from '../login-problem.js';
import type { Approval, Connection, Phase } from '../login-state.js';

const OUTWARD = { bubbles: true, composed: true } as const;

/** The sign-in moved on, or the connection changed. */
export class SaomaStateEvent extends Event {
  readonly phase: Phase;
  readonly connection: Connection;
  constructor(phase: Phase, connection: Connection) {
    super('saoma-state', OUTWARD);
    this.phase = phase;
    this.connection = connection;
  }
}

/** Approved, and confirmed where the portal asks for that. `preventDefault()` keeps the page from going on by itself. */
export class SaomaApprovedEvent extends Event {
  /** For the portal's backend, with `state` and `issuer` to be compared there. */
  readonly approval: Approval;
  constructor(approval: Approval) {
    super('saoma-approved', { ...OUTWARD, cancelable: true });
    this.approval = approval;
  }
}

/** Something did not succeed. What passes by itself is told too, for the portal's own records. */
export class SaomaProblemEvent extends Event {
  readonly problem: LoginProblem;
  constructor(problem: LoginProblem) {
    super('saoma-problem', OUTWARD);
    this.problem = problem;
  }
}

declare global {
  interface GlobalEventHandlersEventMap {
    'saoma-state': SaomaStateEvent;
    'saoma-approved': SaomaApprovedEvent;
    'saoma-problem': SaomaProblemEvent;
  }
}
