import { receiptsOf } from '../core/approvals.js';
import { grantedScope } from '../core/limited.js';
import type { FoundSession } from '../core/portal-broker.js';
import type { GrantFacts, Registry } from '../core/ports.js';
import { subjectAt } from '../core/scanned.js';
import { type Secrets, sha256 } from '../core/secrets.js';
import type { SessionRecord } from '../core/session-record.js';
import { resultClaims, resultPerson, type SubjectClaims } from './result-claims.js';

/** The people of sessions, as portals know them. */
export class Accounts {
  constructor(
    private readonly registry: Registry,
    private readonly secrets: Secrets,
  ) {}

  /** The `sub` of whom the session is about. */
  subOf({ record, grant }: FoundSession): string {
    const person = record && resultPerson(record);
    return record && person !== undefined ? this.#subjectFor(record)(person).sub : (grant?.accountId ?? '');
  }

  /** What the portal is told of them: from the record while it lives, afterwards as it was told first. */
  claimsOf({ record, grant }: FoundSession): Record<string, unknown> {
    if (!record) return JSON.parse(grant?.claims ?? '{}') as Record<string, unknown>;
    // The name is of whoever approved, who need not be the one it is about.
    const name = record.approvals_needed === undefined ? record.person_name : undefined;
    const named = grantedScope(record).split(' ').includes('profile');
    return { ...(named && name !== undefined && { name }), ...resultClaims(record, this.#subjectFor(record), named) };
  }

  /** What is kept of a redeemed session. Who proves themselves for one act is not signed in anywhere. */
  factsOf(found: FoundSession & { readonly record: SessionRecord }): GrantFacts {
    const { record } = found;
    const {
      app,
      person,
      identity,
      flow,
      redirect_uri,
      code_challenge,
      desktop_user_agent,
      desktop_address,
      desktop_jkt,
    } = record;
    const receipts = receiptsOf(record);
    return {
      clientId: record.client_id,
      accountId: this.subOf(found),
      scope: grantedScope(record),
      codeHash: record.code_hash ?? sha256(''),
      claims: JSON.stringify({
        ...this.claimsOf(found),
        ...(record.acr !== undefined && { acr: record.acr }),
        ...(record.amr && { amr: record.amr.split(' ') }),
        ...(record.auth_time !== undefined && { auth_time: Number(record.auth_time) }),
      }),
      ...(receipts.length > 0 && { receipts: receipts.join(' ') }),
      ...(redirect_uri !== undefined && { redirectUri: redirect_uri }),
      ...(code_challenge !== undefined && { codeChallenge: code_challenge }),
      ...(flow !== undefined && { flow }),
      ...(record.purpose === 'login' && {
        ...(app !== undefined && { app }),
        ...(person !== undefined && { person }),
        ...(identity !== undefined && { identity }),
        ...(desktop_jkt !== undefined && { computer: this.secrets.computer(desktop_jkt) }),
        ...(desktop_user_agent !== undefined && { userAgent: desktop_user_agent }),
        ...(desktop_address !== undefined && { address: desktop_address }),
      }),
    };
  }

  /** The phone that approved, as one opaque word. */
  phoneOf({ app, person, phone_key: phoneKey }: SessionRecord): string | undefined {
    if (app === undefined || person === undefined || phoneKey === undefined) return undefined;
    return this.secrets.phone({ app, person, phoneKey });
  }

  #subjectFor(record: SessionRecord): (person: string) => SubjectClaims {
    const portal = this.registry.portal(record.client_id);
    return (person) => {
      const { sub, formerly } = portal
        ? subjectAt(portal, person, record, this.secrets)
        : this.secrets.portalSubject(person);
      return { sub, ...(formerly.length > 0 && { former_sub: formerly }) };
    };
  }
}
