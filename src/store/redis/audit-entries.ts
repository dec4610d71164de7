import type { AuditEntry, LockEntry } from '../../core/audit.js';

/** Fields of a session's entry that have a place of their own; whatever else there is are facts. */
const OWN = [
  ...['session', 'event', 'outcome', 'from', 'to', 'rev', 'at', 'client'],
  ...['app', 'person', 'subject', 'operator', 'reason'],
];

/** One entry of a stream, as Redis answers it. */
export type StreamEntry = readonly [id: string, pairs: readonly string[]];

/** An entry of a session, or about a person. */
export function entryOf([, pairs]: StreamEntry): AuditEntry | LockEntry {
  const fields = new Map<string, string>();
  for (let at = 0; at < pairs.length; at += 2) fields.set(pairs[at] ?? '', pairs[at + 1] ?? '');
  return fields.has('session') ? sessionEntry(fields) : lockEntry(fields);
}

type Fields = ReadonlyMap<string, string>;

function sessionEntry(fields: Fields): AuditEntry {
  const text = (name: string): string => fields.get(name) ?? '';
  const some = (name: 'app' | 'person' | 'subject' | 'reason'): Record<string, string> =>
    fields.has(name) ? { [name]: text(name) } : {};
  const facts = [...fields].filter(([name]) => !OWN.includes(name));
  return {
    sessionId: text('session'),
    event: text('event'),
    outcome: text('outcome'),
    from: text('from'),
    to: text('to'),
    rev: Number(text('rev')),
    atMs: Number(text('at')),
    clientId: text('client'),
    ...some('app'),
    ...some('person'),
    ...some('subject'),
    ...(fields.has('operator') ? { act: { operatorId: text('operator'), reason: text('reason') } } : some('reason')),
    ...(facts.length > 0 && { facts: Object.fromEntries(facts) }),
  };
}

function lockEntry(fields: Fields): LockEntry {
  const [operatorId, reason] = [fields.get('operator'), fields.get('reason')];
  const outcome = fields.get('outcome') as LockEntry['outcome'];
  return {
    subject: fields.get('subject') ?? '',
    // A newer node may know more of them.
    event: fields.get('event') as LockEntry['event'],
    ...(outcome !== undefined && { outcome }),
    atMs: Number(fields.get('at')),
    ...(operatorId !== undefined && reason !== undefined && { act: { operatorId, reason } }),
  };
}
