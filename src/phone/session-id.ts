import type { PipeTransform } from '@nestjs/common';
import { type ProblemCode, SESSION_ID_LENGTH } from '@saoma/protocol';
import { RefusedError } from '../core/outcome.js';

const SESSION_ID = new RegExp(`^[A-Z2-7]{${SESSION_ID_LENGTH}}$`);

/** A text that may be the id of a session. */
const isSessionId = (text: unknown): text is string => typeof text === 'string' && SESSION_ID.test(text);

/** The session that the path of a call names. */
export function namedSession({ params }: { readonly params?: unknown }): string | undefined {
  const { session_id: id } = (params ?? {}) as { readonly session_id?: unknown };
  return isSessionId(id) ? id : undefined;
}

/** What cannot be a session is told as one that is not there, before anything is asked of the store. */
export function sessionId(
  code: Extract<ProblemCode, 'session_not_found' | 'not_found'>,
): PipeTransform<string, string> {
  return {
    transform(value) {
      if (!isSessionId(value)) throw new RefusedError({ code });
      return value;
    },
  };
}
