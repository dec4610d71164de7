import type { SessionMessage, StartAnswer } from '@saoma/protocol';
import type { LoginProblem } from './login-problem.js';
import {
  type Approval,
  type CodeProblem,
  type Command,
  type Connection,
  INITIAL_STATE,
  isOpen,
  type LoginState,
  type Phase,
  showsCode,
  type UserCode,
} from './login-state.js';

/** Whatever extends it, no session outlives ten minutes (NIST SP 800-63B-4, ASVS 5.0 6.5.5). */
const CEILING_MS = 600_000;

/** Everything that can happen to a sign-in. Times are of the client's clock. */
export type Action =
  | { readonly type: 'starting' }
  | { readonly type: 'started'; readonly answer: StartAnswer; readonly nowMs: number }
  | { readonly type: 'message'; readonly message: SessionMessage; readonly nowMs: number }
  | { readonly type: 'tick'; readonly nowMs: number }
  | { readonly type: 'drawn'; readonly qrText: string }
  | { readonly type: 'userCode'; readonly userCode: UserCode }
  | { readonly type: 'connection'; readonly connection: Connection; readonly problem?: LoginProblem | undefined }
  | { readonly type: 'cancelled' }
  /** A command was sent: what was said about another is no longer true. */
  | { readonly type: 'sent'; readonly command: Command }
  /** A command did not succeed. */
  | {
      readonly type: 'refused';
      readonly command: Command;
      readonly problem: LoginProblem;
      readonly nowMs: number;
    }
  /** There is nothing more to wait for. */
  | { readonly type: 'ended'; readonly problem: LoginProblem };

/** The next state. Returns the very same object when nothing changed, so that nobody is told in vain. */
export function reduce(state: LoginState, action: Action): LoginState {
  switch (action.type) {
    case 'starting':
      return state.rev ? { ...INITIAL_STATE, purpose: state.purpose } : INITIAL_STATE;
    case 'started': {
      const { qr, expires_in_ms, apps } = action.answer;
      return timed(
        {
          ...INITIAL_STATE,
          phase: 'waiting',
          purpose: state.purpose,
          apps,
          beganAtMs: action.nowMs - qr.elapsed_ms,
          endsAtMs: action.nowMs + expires_in_ms,
        },
        action.nowMs,
      );
    }
    case 'message':
      return isOpen(state) ? receive(state, action.message, action.nowMs) : state;
    case 'tick':
      return isOpen(state) ? timed(state, action.nowMs) : state;
    case 'drawn':
      return showsCode(state) && state.qrText !== action.qrText ? { ...state, qrText: action.qrText } : state;
    case 'userCode':
      return state.phase === 'waiting' ? { ...state, userCode: action.userCode } : state;
    case 'connection': {
      const { connection, problem = state.failed && state.problem } = action;
      const isSame = state.connection === connection && state.problem === problem;
      return isSame ? state : { ...state, connection, problem };
    }
    case 'cancelled':
      return over(state, 'cancelled');
    case 'sent':
      if (isAboutCodes(action.command)) return state.codeProblem ? { ...state, codeProblem: undefined } : state;
      return state.failed ? { ...state, problem: undefined, failed: undefined } : state;
    case 'refused':
      return refuse(state, action.command, action.problem, action.nowMs);
    case 'ended':
      return { ...over(state, action.problem.retry === 'new_session' ? 'expired' : 'failed'), problem: action.problem };
  }
}

/** Push and poll race each other, and answers overtake each other: only what is newer than what is shown counts. */
function receive(state: LoginState, message: SessionMessage, nowMs: number): LoginState {
  if (message.rev < state.rev) return state;
  // A late answer overstates what remains and understates what passed, and so does a clock that stood still while
  // the computer slept: of two instants that an end or a beginning is put at, the earlier is the truer.
  const beganAtMs = message.qr ? Math.min(state.beganAtMs, nowMs - message.qr.elapsed_ms) : state.beganAtMs;
  const endsAtMs = nowMs + message.expires_in_ms;
  if (message.rev === state.rev && message.state !== 'expired') {
    const isTruer = beganAtMs < state.beganAtMs || endsAtMs < state.endsAtMs;
    return isTruer ? timed({ ...state, beganAtMs, endsAtMs: Math.min(state.endsAtMs, endsAtMs) }, nowMs) : state;
  }
  const { rev, purpose, phone, check, code, reason, refused, approvals, contacts } = message;
  const phase = message.state === 'pending' ? 'waiting' : message.state;
  const next: LoginState = {
    ...bare(state, phase),
    // After one of several approvals the codes of before are void.
    ...(phase === 'waiting' && given(message) === given(state) && { qrText: state.qrText, userCode: state.userCode }),
    ...(phase === 'waiting' && { contacts, ...codeOf(state, message, nowMs) }),
    purpose,
    refused,
    approvals,
    rev,
    beganAtMs,
    endsAtMs,
    appNames: phone?.app.names,
    check: check && { digits: check.digits, triesLeft: check.tries_left, isWrong: false },
    approval: code === undefined ? undefined : approvalOf(message, code),
    reason,
  };
  return timed(next, nowMs);
}

function given({ approvals }: Pick<LoginState, 'approvals'>): number {
  return approvals?.given ?? 0;
}

function codeOf(
  { codeProblem }: LoginState,
  { one_time_code: sent }: SessionMessage,
  nowMs: number,
): Pick<LoginState, 'oneTimeCode' | 'codeProblem'> {
  if (!sent) return { codeProblem };
  const { channel, digits, tries_left: triesLeft, resend_in_ms } = sent;
  return {
    oneTimeCode: { channel, digits, triesLeft, resendAtMs: nowMs + resend_in_ms },
    // It was sent after all, and only the answer was lost.
    codeProblem: codeProblem?.code === 'unreachable' ? undefined : codeProblem,
  };
}

function approvalOf({ redirect_uri, state_param, iss, person, confirm }: SessionMessage, code: string): Approval {
  return {
    code,
    redirectUri: redirect_uri,
    state: state_param,
    issuer: iss,
    personName: person?.name,
    needsConfirmation: confirm === true,
  };
}

/** What follows from the time. Past the ceiling no message can revive the session, so it is over without one. */
function timed(state: LoginState, nowMs: number): LoginState {
  if (!isOpen(state)) return { ...state, remainingMs: 0, extendable: false };
  if (nowMs - state.beganAtMs >= CEILING_MS) return over(state, 'expired');
  const remainingMs = Math.max(0, Math.ceil((state.endsAtMs - nowMs) / 1_000) * 1_000);
  const extendable = state.phase === 'waiting' && state.endsAtMs - state.beganAtMs < CEILING_MS - 1_000;
  const isSame = remainingMs === state.remainingMs && extendable === state.extendable;
  return isSame ? state : { ...state, remainingMs, extendable };
}

function refuse(state: LoginState, failed: Command, problem: LoginProblem, nowMs: number): LoginState {
  const { check, oneTimeCode } = state;
  const { code, triesLeft, retryAfterMs } = problem;
  if (isAboutCodes(failed)) {
    const codeProblem: CodeProblem = { code, triesLeft, retryAtMs: retryAfterMs ? nowMs + retryAfterMs : undefined };
    if (code !== 'one_time_code_wrong') return { ...state, codeProblem };
    // Without tries left there is nothing to type any more.
    return { ...state, codeProblem, oneTimeCode: triesLeft && oneTimeCode ? { ...oneTimeCode, triesLeft } : undefined };
  }
  return triesLeft !== undefined && check
    ? { ...state, check: { ...check, triesLeft, isWrong: true } }
    : { ...state, problem, failed };
}

function isAboutCodes(command: Command): boolean {
  return command === 'one-time-code' || command === 'prove';
}

/** Ends it here, without a word from the broker. */
function over(state: LoginState, phase: Phase): LoginState {
  const cameToNothing = state.phase === 'approved' && phase === 'expired';
  return { ...bare(state, phase), reason: cameToNothing ? 'not_completed' : undefined };
}

/** Another phase, with nothing in it of what belonged to the one before. */
function bare({ purpose, rev, connection, apps }: LoginState, phase: Phase): LoginState {
  return { ...INITIAL_STATE, phase, purpose, rev, connection, apps };
}
