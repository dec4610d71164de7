import type { SessionRecord } from './session-record.js';

/** What a portal is told where its policy limits: who it is, and nothing else of them. */
const LIMITED_SCOPE = 'openid';

/** How long somebody stays signed in then. No refresh token makes it longer. */
export const LIMITED_MS = 900_000;

export function isLimited({ limited }: Pick<SessionRecord, 'limited'>): boolean {
  return limited !== undefined;
}

/** Whether a sign-in is good enough to make its computer one that this person is known at. */
export function isTrusted({ limited, risk }: Pick<SessionRecord, 'limited' | 'risk'>): boolean {
  return limited === undefined && risk !== 'high';
}

/** What a session grants of what it asked for. */
export function grantedScope(record: Pick<SessionRecord, 'limited' | 'scope'>): string {
  return isLimited(record) ? LIMITED_SCOPE : record.scope;
}
