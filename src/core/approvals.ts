import type { Approvals } from '@saoma/protocol';
import type { Fields, SessionRecord } from './session-record.js';

/** What one of several approvers brought. */
export type Approval = Pick<
  SessionRecord,
  'person' | 'app' | 'person_name' | 'amr' | 'acr' | 'auth_time' | 'identity' | 'receipt'
>;

const KEPT = ['person', 'app', 'person_name', 'amr', 'acr', 'auth_time', 'identity', 'receipt'] as const;

/** How many must approve and how many have, where one is not enough. */
export function approvalsOf({ approvals_needed: needed, approvers }: SessionRecord): Approvals | undefined {
  return needed === undefined || needed === '1'
    ? undefined
    : { needed: Number(needed), given: words(approvers).length };
}

/** One approval as one word of a list. */
export function packApproval(brought: Fields): string {
  return Buffer.from(JSON.stringify(pick(brought))).toString('base64url');
}

/** Who has approved in the subject's place, the last one last; empty for a session that is its person's own affair. */
export function approvalsBy(record: SessionRecord): readonly Approval[] {
  if (record.approvals_needed === undefined) return [];
  return [...approvalsBefore(record), pick(record)];
}

function approvalsBefore({ co_approvals }: SessionRecord): readonly Approval[] {
  return words(co_approvals).map((word) => JSON.parse(Buffer.from(word, 'base64url').toString()) as Approval);
}

/** The receipts of a session: of each of several approvers, and of who decided last. */
export function receiptsOf(record: SessionRecord): readonly string[] {
  const all = [...approvalsBefore(record), record].flatMap(({ receipt }) => receipt ?? []);
  return [...new Set(all)];
}

function pick(fields: Fields): Approval {
  return Object.fromEntries(KEPT.flatMap((name) => (fields[name] === undefined ? [] : [[name, fields[name]]])));
}

const words = (list: string | undefined): readonly string[] => list?.split(' ') ?? [];
