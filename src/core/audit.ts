import type { Transition } from './transition.js';
import type { OperatorAct, StepInput } from './step.js';
import type { SessionRecord } from './session-record.js';

/** One applied event, or one refusal of somebody who proved who they are. */
export interface AuditEntry {
  readonly sessionId: string;
  readonly event: string;
  /** `applied`, or the reason of the refusal. */
  readonly outcome: string;
  readonly from: string;
  readonly to: string;
  readonly rev: number;
  readonly atMs: number;
  readonly clientId: string;
  readonly app?: string;
  readonly person?: string;
  /** Whom the session is for, where it is bound. */
  readonly subject?: string;
  /** Where an operator did it. */
  readonly act?: OperatorAct;
  /** Why it ended, as whoever ended it says. */
  readonly reason?: string;
  /** What else an applied event brought: {@link AUDITED_FIELDS}, and {@link AuditDetail}s where the registry allows them. */
  readonly facts?: Readonly<Record<string, string>>;
}

/** What was done about a person or a computer, what came by itself, and whom it kept out. */
export interface LockEntry {
  readonly subject: string;
  readonly event: 'lock' | 'unlock' | 'factor_locked' | 'block' | 'kept_out';
  /** Why they were refused, in the word that they were told; of refusals one in ten minutes. Absent where it applied. */
  readonly outcome?: 'subject_locked' | 'factor_locked' | 'desktop_blocked';
  readonly atMs: number;
  /** Absent when it came by itself. */
  readonly act?: OperatorAct;
}

/** Fields that go on record with the event that sets them. None of them says who anybody is, and none is a secret. */
export const AUDITED_FIELDS: readonly string[] = [
  'purpose',
  'flow',
  'via',
  'refused',
  'acr',
  'amr',
  'identity_type',
  'nearness',
  'risk',
  'risk_reasons',
  'limited',
];

/** What an applied event leaves on record besides who and when. The script's twin of it is in step.lua. */
export function factsOf(row: Transition, { details }: StepInput, record: SessionRecord): Record<string, string> {
  const values = record as unknown as Readonly<Record<string, string | undefined>>;
  const sets: readonly string[] = row.sets;
  const fields = AUDITED_FIELDS.filter((name) => sets.includes(name)).map((name) => [name, values[name]] as const);
  const allowed = record.audit_details?.split(' ') ?? [];
  const more = Object.entries(details ?? {}).filter(([name]) => allowed.includes(name));
  const some = [...fields, ...more].flatMap(([name, value]) => (value === undefined ? [] : [[name, value] as const]));
  return Object.fromEntries(some);
}

/** An entry, by a name that no other has, however often it is handed over. */
export interface AuditRecord {
  readonly id: string;
  readonly entry: AuditEntry | LockEntry;
}

/**
 * Hands out what is on record, each entry at least once whatever becomes of this node or another: what was handed out and
 * not settled comes again, here or elsewhere. Of one session's entries none comes before an earlier one, except again.
 */
export interface AuditFeed {
  /** How many sweeps make a round of everything. */
  readonly sweeps: number;
  /** Some of what was written through this node and handed to nobody. Empty: there is no more of it. */
  take(): Promise<readonly AuditRecord[]>;
  /** The next part of everything: what is with nobody, or for so long with somebody that they must be gone. */
  sweep(): Promise<readonly AuditRecord[]>;
  /** These need not come again. */
  settle(records: readonly AuditRecord[]): Promise<void>;
}
