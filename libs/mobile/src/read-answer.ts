import type { Problem } from '@saoma/protocol';
import type { Answer } from './exchange.js';
import { PhoneError } from './phone-error.js';
import { isProblemCode, type PhoneErrorCode } from './tell.js';

/** What a status means that comes without a problem of ours: a proxy answered in the broker's place. */
const WITHOUT_PROBLEM: Readonly<Record<number, PhoneErrorCode>> = {
  429: 'slow_down',
  502: 'network',
  503: 'temporarily_unavailable',
  504: 'network',
};

/** Whether an answer is what was asked for, as far as the phone needs it. */
export type Expected<T> = (body: unknown, status: number) => body is T;

/** Expects an object with these members, each a string. */
export function withStrings<T extends object>(...members: readonly (keyof T & string)[]): Expected<T> {
  return (body): body is T => {
    const found = Object(body) as Record<string, unknown>;
    return members.every((member) => typeof found[member] === 'string');
  };
}

/** Expects an object with these lists, each of such entries. */
export function withLists<T extends object>(lists: { readonly [M in keyof T]: Expected<object> }): Expected<T> {
  return (body, status): body is T => {
    const found = Object(body) as Record<string, unknown>;
    return Object.entries<Expected<object>>(lists).every(([member, isEntry]) => {
      const list = found[member];
      return Array.isArray(list) && list.every((entry) => isEntry(entry, status));
    });
  };
}

const IS_PROBLEM = withStrings<Problem>('code', 'title');

/**
 * Reads an answer that is as expected. Anything else is thrown as a {@link PhoneError}: the broker's problem by its own
 * code, a proxy's by its status, the rest `unexpected_answer`.
 */
export function readAnswer<T>({ status, retryAfter, text }: Answer, isExpected: Expected<T>): T {
  const body = parsed(text);
  if (status >= 200 && status < 300) {
    if (isExpected(body, status)) return body;
    throw new PhoneError('unexpected_answer', `status ${status}`);
  }
  const retryAfterMs = pauseMs(retryAfter);
  if (IS_PROBLEM(body, status) && isProblemCode(body.code)) {
    throw new PhoneError(body.code, body.detail ?? body.title, { problem: body, retryAfterMs });
  }
  throw new PhoneError(WITHOUT_PROBLEM[status] ?? 'unexpected_answer', `status ${status}`, { retryAfterMs });
}

function parsed(text: string): unknown {
  try {
    return JSON.parse(text);
  } catch {
    return undefined;
  }
}

/** Seconds only: a date would have to be compared with this device's clock, which may be wrong (RFC 9110 §10.2.3). */
function pauseMs(retryAfter: string | null): number | undefined {
  return /^\d{1,6}$/.test(retryAfter ?? '') ? Number(retryAfter) * 1000 : undefined;
}
