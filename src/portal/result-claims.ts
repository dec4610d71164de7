import { SELF, type Identity } from '@saoma/protocol';
import { type Approval, approvalsBy } from '../core/approvals.js';
import { isLimited } from '../core/limited.js';
import type { SessionRecord } from '../core/session-record.js';

/** Claims of ours in the ID token, beside those of OpenID Connect Core §2. docs/purposes.md explains them to portals. */
export const RESULT_CLAIMS = [
  'former_sub',
  'purpose',
  'identity',
  'act',
  'approved_by',
  'risk',
  'risk_reasons',
  'nearness',
  'limited',
  'cnf',
] as const;

/** Whom a portal is told of: its `sub` for them, and those of before its keys changed, the latest first. */
export interface SubjectClaims {
  readonly sub: string;
  readonly former_sub?: readonly string[];
}

/** Makes a person's word into what this portal knows them by. */
type ToSubject = (person: string) => SubjectClaims;

/** Whom the result is about: the one whom the session was for where others approved in their place, else who approved. */
export function resultPerson(record: SessionRecord): string | undefined {
  return record.approvals_needed === undefined ? record.person : record.subject;
}

/**
 * What else a portal is told. `former_sub`, beside each `sub`: what it knew that person by until its keys changed. `identity`:
 * as whom the person acts; its `act` is the person, because the actor acts for the party that `act` stands in (RFC 8693 §4.1).
 * `act` of the token: who approved in the place of `sub`, the last one; `approved_by` has all of them. `risk` and `nearness` are those of the scan, of several scans the worst. `cnf`: the key of the
 * portal's waiting page (RFC 7800 §3.1).
 */
export function resultClaims(record: SessionRecord, toSubject: ToSubject, named: boolean): Record<string, unknown> {
  const approvals = approvalsBy(record);
  const last = approvals.at(-1);
  const identity = record.identity === undefined ? undefined : (JSON.parse(record.identity) as Omit<Identity, 'id'>);
  const about = resultPerson(record);
  const { former_sub } = about === undefined ? {} : toSubject(about);
  return {
    ...(former_sub && { former_sub }),
    purpose: record.purpose,
    // A one-time code was typed where it waits: then there was no scan to weigh.
    ...(record.risk !== undefined && {
      risk: record.risk,
      risk_reasons: record.risk_reasons?.split(' ') ?? [],
      nearness: record.nearness,
    }),
    ...(isLimited(record) && { limited: true }),
    ...(identity && {
      identity: { ...identity, act: record.person === undefined ? { sub: SELF } : toSubject(record.person) },
    }),
    ...(last?.person !== undefined && { act: toSubject(last.person) }),
    ...(record.desktop_jkt !== undefined &&
      record.desktop_hosted === undefined && { cnf: { jkt: record.desktop_jkt } }),
    ...(last && { approved_by: approvals.map((approval) => approverOf(approval, toSubject, named)) }),
  };
}

function approverOf(approval: Approval, toSubject: ToSubject, named: boolean): Record<string, unknown> {
  const { person, person_name: name, amr, acr, auth_time } = approval;
  return {
    ...(person !== undefined && toSubject(person)),
    ...(named && name !== undefined && { name }),
    amr: amr?.split(' ').filter(Boolean) ?? [],
    ...(acr !== undefined && { acr }),
    ...(auth_time !== undefined && { auth_time: Number(auth_time) }),
  };
}
