import { RefusedError } from '../core/outcome.js';

/** The deepest body of ours has five: approvers, any of, one, and what it says. */
const MOST_DEEP = 8;

/** Members and entries, all levels together; the longest body of ours has some dozens. */
const MOST_MEMBERS = 500;

/** What every object in JavaScript has: whoever copies members by name would write into the wrong thing. */
const BUILT_IN: ReadonlySet<string> = new Set(['__proto__', 'constructor', 'prototype']);

/**
 * Refuses with `invalid_request` what is nested or large beyond anything that is asked for, before anybody walks through it
 * by calling themselves: sixty kilobytes of `[` would be sixty thousand calls.
 */
export function demandShape(body: unknown): void {
  let members = 0;
  let level: readonly unknown[] = [body];
  for (let depth = 0; level.length > 0; depth += 1) {
    if (depth > MOST_DEEP) throw refusal(`the body must not be nested deeper than ${String(MOST_DEEP)}`);
    const below: unknown[] = [];
    for (const value of level) {
      if (typeof value !== 'object' || value === null) continue;
      for (const [name, member] of Object.entries(value)) {
        if (BUILT_IN.has(name)) throw refusal('a member with such a name should not exist');
        members += 1;
        if (members > MOST_MEMBERS) throw refusal(`the body must not have more than ${String(MOST_MEMBERS)} members`);
        below.push(member);
      }
    }
    level = below;
  }
}

function refusal(detail: string): RefusedError {
  return new RefusedError({ code: 'invalid_request', detail });
}
