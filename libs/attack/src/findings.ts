import { isProblem } from '@saoma/protocol';
import type { RawAnswer } from '@saoma/testing';
import type { Verdict } from './verdict.js';

/** What an attack saw that it should not have seen. */
export class Findings {
  readonly #seen: string[] = [];

  /** Notes `seen`, a sentence without secrets, unless the broker did as it should. */
  expect(holds: boolean, seen: string): void {
    if (!holds) this.#seen.push(seen);
  }

  /** Notes whatever is no refusal: an answer of the client's fault, or none where the connection was cut. */
  expectRefusal(what: string, answer: RawAnswer): void {
    this.expect(answer.status >= 400 && answer.status < 500, `${what} was answered ${told(answer)}`);
  }

  /** The verdict so far. */
  get verdict(): Verdict {
    return this.#seen.length === 0 ? { outcome: 'withstood' } : { outcome: 'broken', seen: this.#seen };
  }
}

/** An answer in two words: `404 session_not_found`. */
export function told({ status, body }: RawAnswer): string {
  const code = codeOf(body);
  return code === undefined ? String(status) : `${status} ${code}`;
}

/** The problem's code, or OAuth's error; `undefined` where there is none. */
export function codeOf(body: unknown): string | undefined {
  if (isProblem(body)) return body.code;
  const error = (body as { readonly error?: unknown } | null)?.error;
  return typeof error === 'string' && /^\w{1,64}$/.test(error) ? error : undefined;
}
