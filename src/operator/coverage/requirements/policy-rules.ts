import type { PolicyAction, PolicyRule, Portal } from '../../../core/ports.js';
import { type Finding, inForce, off } from '../requirement.js';

/** Rules that can ever decide: the first that fits does, so one that an earlier one covers never does. */
export function liveRules({ policy }: Pick<Portal, 'policy'>): readonly PolicyRule[] {
  return policy.filter((rule, at) => !policy.slice(0, at).some((earlier) => covers(earlier, rule)));
}

/** Whether whatever fits the later one fits the earlier one too. Networks are only compared word for word. */
function covers({ when: earlier }: PolicyRule, { when: later }: PolicyRule): boolean {
  return Object.entries(earlier).every(([name, values]) => {
    const others = later[name as keyof PolicyRule['when']];
    if (others === undefined) return false;
    if ('ranges' in values || 'ranges' in others) return wordsOf(values).join() === wordsOf(others).join();
    return others.every((value) => (values as readonly string[]).includes(value));
  });
}

const wordsOf = (values: NonNullable<PolicyRule['when'][keyof PolicyRule['when']]>): readonly string[] =>
  'ranges' in values ? values.ranges : values;

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
  const names = Object.entries(conditions).map(([name, values]) => `${name} ${wordsOf(values).join(' ')}`);
  return `${names.join(', ') || 'always'} → ${then}`;
}
