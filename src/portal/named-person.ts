import type { LoginHint } from '@saoma/protocol';
import type { Portal } from '../core/ports.js';
import type { Secrets } from '../core/secrets.js';

/**
 * Whom a `login_hint` names, which OAuth leaves to us: `sub:` and the `sub` of an ID token, `account:` and the portal's own
 * account; or the bare `sub`. `undefined`: it is a hint and names nobody.
 * @see OpenID Connect Core §3.1.2.1, OpenID CIBA Core §7.1
 */
export function namedPerson(text: string, portal: Portal, secrets: Secrets): LoginHint | undefined {
  const [, kind, value = ''] = /^(sub|account):(.{1,255})$/su.exec(text) ?? [];
  if (kind === 'account') return { account: value };
  const sub = kind === 'sub' ? value : text;
  const person = secrets.personOf(sub, portal.subjectType === 'pairwise' ? portal.clientId : undefined);
  return kind === 'sub' || person !== undefined ? { sub } : undefined;
}

/** A hint as the library carries it from one step of a request to the next: as the account that it thinks was found. */
export function accountIdOf(hint: LoginHint): string {
  return JSON.stringify(hint);
}

/** The hint again. Of an ID token the library has read the `sub` itself. */
export function hintOfAccountId(accountId: string, params: { readonly id_token_hint?: unknown } = {}): LoginHint {
  return params.id_token_hint === undefined ? (JSON.parse(accountId) as LoginHint) : { sub: accountId };
}
