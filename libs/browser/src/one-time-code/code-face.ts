import type { ContactChannel } from '@saoma/protocol';
import type { LoginState } from '../login-state.js';
import { clockText } from '../element/clock-text.js';
import type { OneTimeCodeTexts } from './texts.js';

/** What is going on besides what the session says. */
export interface CodeManner {
  /** What the person pressed for, until it is answered. */
  readonly busy?: 'send' | 'prove' | undefined;
  /** What they typed cannot be a code. */
  readonly isIncomplete: boolean;
  /** A code was to be typed before. */
  readonly hadCode: boolean;
}

/** What the element shows. */
export interface CodeFace {
  readonly contacts: readonly { readonly channel: ContactChannel; readonly text: string }[];
  /** What happened, what is wrong, how often it can be tried. */
  readonly said?: string | undefined;
  readonly error?: string | undefined;
  readonly tries?: string | undefined;
  /** Until it may be sent again. Counts down, and is not read out. */
  readonly pause?: string | undefined;
  /** Read out once the pause is over. */
  readonly mayResend?: string | undefined;
  /** While it is of use to send one. */
  readonly offersSend: boolean;
  /** Digits to type, while a code can be typed. */
  readonly digits?: number | undefined;
  readonly isWrong: boolean;
  readonly maySend: boolean;
  readonly isBusy: boolean;
}

const MINUTE_MS = 60_000;

const COMPLAINTS: Readonly<Record<string, (t: OneTimeCodeTexts, minutes: number | undefined) => string>> = {
  one_time_code_wrong: (t) => t.wrong,
  factor_locked: (t, minutes) => t.locked(minutes),
  message_not_sent: (t) => t.notSent,
  slow_down: (t) => t.slowDown,
};

/** The face of a state at a moment; `undefined` where no one-time code can be sent. */
export function codeFaceOf(
  { phase, contacts, oneTimeCode: sent, codeProblem: problem }: LoginState,
  t: OneTimeCodeTexts,
  { busy, isIncomplete, hadCode }: CodeManner,
  nowMs: number,
): CodeFace | undefined {
  if (phase !== 'waiting' || !contacts?.length) return undefined;
  const retryMs = problem?.retryAtMs === undefined ? undefined : problem.retryAtMs - nowMs;
  const isPast = retryMs !== undefined && retryMs <= 0;
  const isLocked = problem?.code === 'factor_locked' && !isPast;
  const typed = isLocked || busy === 'send' ? undefined : sent;
  const pauseMs = isLocked ? 0 : Math.max(sent ? sent.resendAtMs - nowMs : 0, retryMs ?? 0);
  return {
    // What is said of the code names the only one.
    contacts:
      isLocked || (typed && contacts.length === 1)
        ? []
        : contacts.map(({ channel, to }) => ({ channel, text: t.contact[channel](leftToRight(to)) })),
    said: saying(),
    error: isIncomplete && typed ? t.incomplete(typed.digits) : busy || isPast ? undefined : complaint(),
    tries: typed && t.triesLeft(typed.triesLeft),
    pause: pauseMs > 0 ? t.pause(clockText(pauseMs)) : undefined,
    mayResend: typed && pauseMs <= 0 ? t.mayResend : undefined,
    offersSend: !isLocked,
    digits: typed?.digits,
    isWrong: typed !== undefined && (isIncomplete || problem?.code === 'one_time_code_wrong'),
    maySend: !busy && pauseMs <= 0,
    isBusy: busy !== undefined,
  };

  function saying(): string | undefined {
    if (busy) return busy === 'send' ? t.sending : t.checking;
    const contact = contacts?.find(({ channel }) => channel === typed?.channel);
    if (contact) return t.sent(leftToRight(contact.to));
    return hadCode && !isLocked ? t.over : undefined;
  }

  function complaint(): string | undefined {
    if (!problem) return undefined;
    const told = COMPLAINTS[problem.code];
    return told ? told(t, retryMs && Math.ceil(retryMs / MINUTE_MS)) : t.failed;
  }
}

/** A number or an address, in whatever direction the text around it runs. */
function leftToRight(text: string): string {
  return `\u2066${text}\u2069`;
}
