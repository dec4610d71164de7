import type { LoginHint } from '@saoma/protocol';
import { done, type Outcome, refused } from './outcome.js';
import type { Portal } from './ports.js';
import type { Secrets } from './secrets.js';
import type { VerifiedPhone } from './verified-phone.js';

/** In the word of a portal's account, whoever maps it. No app is registered with such a realm. */
const ANY_REALM = '';

/** Why a hint names nobody whom this portal could mean. */
const WHY_NOT = {
  realm: 'login_hint names a realm that this portal does not trust',
  sub: 'login_hint has a sub that is none of this portal’s',
} as const;

/**
 * A person as somebody wrote them down: `sub` or `account`, one of the two, with a realm or without. `undefined` when it is
 * neither or both.
 */
export function hintOf({
  sub,
  account,
  realm,
}: {
  readonly sub?: string;
  readonly account?: string;
  readonly realm?: string;
}): LoginHint | undefined {
  if ((sub === undefined) === (account === undefined)) return undefined;
  const where = realm === undefined ? {} : { realm };
  return account === undefined ? { sub: sub ?? '', ...where } : { account, ...where };
}

/**
 * One word for whom a session is for, whatever realm they come from: what is counted, locked and told for them. Of an
 * account it is the portal's own, so that it stays the same when apps come and go. Refuses with `invalid_request`.
 */
export function subjectOf(hint: LoginHint, portal: Portal, secrets: Secrets): Outcome<string> {
  if ('account' in hint) return done(secrets.account(ANY_REALM, portal.clientId, hint.account));
  const words = wordsOf([hint], portal, secrets);
  return words.ok ? done(words.value[0] ?? '') : words;
}

/**
 * The words by which the hinted persons are known to sessions: any of them is meant. The same subject in another realm is
 * another word, and so another person. Refuses with `invalid_request`.
 */
export function wordsOf(hints: readonly LoginHint[], portal: Portal, secrets: Secrets): Outcome<readonly string[]> {
  const words: string[] = [];
  for (const hint of hints) {
    const realm = 'realm' in hint ? hint.realm : undefined;
    if (realm !== undefined && !portal.trustedRealms.includes(realm)) {
      return refused('invalid_request', { detail: WHY_NOT.realm });
    }
    if ('account' in hint) {
      const realms = realm === undefined ? portal.trustedRealms : [realm];
      words.push(...realms.map((each) => secrets.account(each, portal.clientId, hint.account)));
    } else if (realm !== undefined) {
      words.push(secrets.person(realm, hint.sub));
    } else {
      const person = secrets.personOf(hint.sub, portal.subjectType === 'pairwise' ? portal.clientId : undefined);
      if (person === undefined) return refused('invalid_request', { detail: WHY_NOT.sub });
      words.push(person);
    }
  }
  return done([...new Set(words)]);
}

/** Every word by which a session may mean the person with this phone: their own, and those of their accounts. */
export function knownAs(phone: VerifiedPhone, secrets: Secrets): string {
  return wordsFor(phone, phone.app.realm, secrets).join(' ');
}

/** The words by which an operator may have locked the person with this phone. */
export function lockedAs(phone: VerifiedPhone, secrets: Secrets): readonly string[] {
  return wordsFor(phone, ANY_REALM, secrets);
}

function wordsFor({ app, subject, accounts }: VerifiedPhone, realm: string, secrets: Secrets): readonly string[] {
  const ofAccounts = Object.entries(accounts).flatMap(([clientId, ids]) =>
    ids.map((id) => secrets.account(realm, clientId, id)),
  );
  return [secrets.person(app.realm, subject), ...ofAccounts];
}
