import type { Approvals } from '@saoma/protocol';
import type { Fields, SessionRecord } from './session-record.js';

/** What one of several approvers brought. */
export type Approval = Pick<SessionRecord, 'person' | 'app' | 'person_name' | 'amr' | 'acr' | 'auth_time' | 'identity'>;

const KEPT = ['person', 'app', 'person_name', 'amr', 'acr', 'auth_time', 'identity'] as const;

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
  const before = words(record.co_approvals).map(
    (word) => JSON.parse(Buffer.from(word, 'base64url').toString()) as Approval,
  );
  return [...before, pick(record)];
}

function pick(fields: Fields): Approval {
  return Object.fromEntries(KEPT.flatMap((name) => (fields[name] === undefined ? [] : [[name, fields[name]]])));
}

const words = (list: string | undefined): readonly string[] => list?.split(' ') ?? [];
