import type { KnownComputer, Nearness } from '@saoma/protocol';
import type { PolicyAction, PolicyRule } from '../core/ports.js';
import type { SessionRecord } from '../core/session-record.js';

/** What rules look at. */
export interface Weighed {
  readonly record: SessionRecord;
  readonly nearness: Nearness;
  readonly computer: KnownComputer;
}

/** What a portal's policy does with a claim: the first rule that fits says it. */
export function decide(policy: readonly PolicyRule[], weighed: Weighed): PolicyAction {
  const action = policy.find((rule) => fits(rule, weighed))?.then ?? 'allow';
  // Where nobody can type digits the least is granted in their place.
  return action === 'check' && weighed.record.flow !== undefined ? 'limit' : action;
}

function fits({ when }: PolicyRule, { record, nearness, computer }: Weighed): boolean {
  const { desktop_address: address } = record;
  return (
    (when.nearness?.includes(nearness) ?? true) &&
    (when.computer?.includes(computer) ?? true) &&
    (when.purpose?.includes(record.purpose) ?? true) &&
    (when.from?.includes(address) ?? true) &&
    !when.outside?.includes(address)
  );
}
