import { PhoneError, type PhoneErrorCode } from '@saoma/mobile';
import { inLanguage, texts } from './texts.js';

/**
 * What helps: the same call `again`; to `correct` what was typed; to `read` how the attempt ended, which the broker
 * knows; to `sign_in` to the app, which is no longer accepted; or to go `home` and begin anew.
 */
type Remedy = 'again' | 'correct' | 'read' | 'sign_in' | 'home';

/** A call that came to nothing, for the person. */
export interface Failure {
  readonly code: PhoneErrorCode | 'backend';
  readonly text: string;
  readonly remedy: Remedy;
}

const REMEDIES: Readonly<Partial<Record<PhoneErrorCode, Remedy>>> = {
  network: 'again',
  temporarily_unavailable: 'again',
  slow_down: 'again',
  server_error: 'again',
  unexpected_answer: 'again',
  user_code_wrong: 'correct',
  session_over: 'read',
  expired_token: 'read',
  invalid_token: 'sign_in',
  invalid_dpop_proof: 'sign_in',
};

/** This app has verified the person as it can by the time that this is told. */
const OWN_TEXTS: Readonly<Partial<Record<PhoneErrorCode, string>>> = {
  insufficient_user_authentication: texts.cannotVerifyAsAsked,
};

/** What does not come from the phone's client comes from the app's own backend. */
export function failureOf(error: unknown): Failure {
  if (!(error instanceof PhoneError)) return { code: 'backend', text: texts.backendFailed, remedy: 'again' };
  const { code, retryAfterMs } = error;
  const isPaused = code === 'slow_down' && retryAfterMs !== undefined;
  const own = isPaused ? texts.pausedFor(Math.ceil(retryAfterMs / 1_000)) : OWN_TEXTS[code];
  const text = own ?? inLanguage(error.tell);
  return { code, text, remedy: REMEDIES[code] ?? 'home' };
}
