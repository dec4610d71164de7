import type { PipeTransform } from '@nestjs/common';
import { type ProblemCode, SESSION_ID_LENGTH } from '@saoma/protocol';
import { RefusedError } from '../core/outcome.js';

const SESSION_ID = new RegExp(`^[A-Z2-7]{${SESSION_ID_LENGTH}}$`);

/** What cannot be a session is told as one that is not there, before anything is asked of the store. */
export function sessionId(
  code: Extract<ProblemCode, 'session_not_found' | 'not_found'>,
): PipeTransform<string, string> {
  return {
    transform(value) {
      if (!SESSION_ID.test(value)) throw new RefusedError({ code });
      return value;
    },
  };
}
