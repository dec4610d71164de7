import type { AdapterPayload } from 'oidc-provider';
import type { FoundSession } from '../core/portal-broker.js';
import type { Accounts } from './accounts.js';

/**
 * Seconds: any time ahead. What is redeemed or decided must not look expired, or the library would refuse it before it
 * revokes, or before it says what became of it.
 */
export const REMEMBERED_S = 60;

/** Who was signed in and how, as the library reads it from whatever a session was found by. */
export function sessionResult(found: FoundSession, accounts: Accounts): Partial<AdapterPayload> {
  const { sessionId, record } = found;
  return {
    grantId: sessionId,
    sid: sessionId,
    accountId: accounts.subOf(found),
    ...(record?.nonce !== undefined && { nonce: record.nonce }),
    ...(record?.acr !== undefined && { acr: record.acr }),
    ...(record?.amr && { amr: record.amr.split(' ') }),
    ...(record?.auth_time !== undefined && { authTime: Number(record.auth_time) }),
  };
}
