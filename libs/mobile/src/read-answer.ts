import type { Problem } from '@saoma/protocol';
import type { Answer } from './exchange.js';
import { PhoneError } from './phone-error.js';
import { isProblemCode, type PhoneErrorCode, type PhoneProblemCode } from './tell.js';

/** What a status means that comes without a problem of ours: a proxy answered in the broker's place. */
const WITHOUT_PROBLEM: Readonly<Record<number, PhoneErrorCode>> = {
  429: 'slow_down',
  502: 'network',
  503: 'temporarily_unavailable',
  504: 'network',
};

/** Whether a body is what was asked for, as far as the phone needs it. */
export type Expected<T> = (body: unknown) => body is T;

/** Expects an object with these members, each a string. */
export function withStrings<T extends object>(...members: readonly (keyof T & string)[]): Expected<T> {
  return (body): body is T => hasStrings(body, members);
}

/**
 * Reads an answer that is as expected. Anything else is thrown as a {@link PhoneError}: the broker's problem by its own
 * code, a proxy's by its status, the rest `unexpected_answer`.
 */
export function readAnswer<T>({ status, retryAfter, text }: Answer, isExpected: Expected<T>): T {
  const body = parsed(text);
  if (status >= 200 && status < 300) {
    if (isExpected(body)) return body;
    throw new PhoneError('unexpected_answer', `status ${status} with another body`);
  }
  const waits = pause(retryAfter);
  if (isProblem(body)) throw new PhoneError(body.code, body.detail ?? body.title, { problem: body, ...waits });
  const code = WITHOUT_PROBLEM[status] ?? 'unexpected_answer';
  throw new PhoneError(code, `status ${status}`, waits);
}

function parsed(text: string): unknown {
  try {
    return JSON.parse(text);
  } catch {
    return undefined;
  }
}

function isProblem(body: unknown): body is Problem & { readonly code: PhoneProblemCode } {
  return hasStrings(body, ['code', 'title']) && isProblemCode(body.code);
}

function hasStrings<K extends string>(body: unknown, members: readonly K[]): body is Record<K, string> {
  if (typeof body !== 'object' || body === null) return false;
  return members.every((member) => typeof (body as Record<string, unknown>)[member] === 'string');
}

/** Seconds only: a date would have to be compared with this device's clock, which may be wrong (RFC 9110 §10.2.3). */
function pause(retryAfter: string | null): { retryAfterMs?: number } {
  return retryAfter !== null && /^\d{1,6}$/.test(retryAfter) ? { retryAfterMs: Number(retryAfter) * 1000 } : {};
}
