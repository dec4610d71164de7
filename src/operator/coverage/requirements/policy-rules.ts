import type { PolicyAction, PolicyRule, Portal } from '../../../core/ports.js';
import { type Finding, inForce, off } from '../requirement.js';

/** Rules that are ever looked at: after one that fits everything there are none. */
export function liveRules({ policy }: Pick<Portal, 'policy'>): readonly PolicyRule[] {
  const last = policy.findIndex(({ when }) => Object.keys(when).length === 0);
  return last === -1 ? policy : policy.slice(0, last + 1);
}

/** Whether any rule of the policy leads to one of these. */
export function ruledBy(portal: Pick<Portal, 'policy'>, actions: readonly PolicyAction[]): Finding {
  const rules = liveRules(portal).filter(({ then }) => actions.includes(then));
  return rules.length > 0 ? inForce(inWords(rules)) : off('policy');
}

/** `policy: nearness far, computer new → check; nearness unknown → limit` */
export function inWords(rules: readonly PolicyRule[]): string {
  return `policy: ${rules.map(described).join('; ')}`;
}

function described({ when: conditions, then }: PolicyRule): string {
  const names = Object.entries(conditions).map(
    ([name, values]) => `${name} ${('ranges' in values ? values.ranges : values).join(' ')}`,
  );
  return `${names.join(', ') || 'always'} → ${then}`;
}
