import { COMPUTERS, type KnownComputer, NEARNESS, type Nearness, type Purpose, PURPOSES } from '@saoma/protocol';
import { POLICY_ACTIONS, type PolicyAction, type PolicyRule } from '../core/ports.js';
import type { TextRule } from './addresses.js';
import { isNetwork, networkList } from './network-list.js';
import { ListOf, MayBeLeftOut, Nested, oneOf, Text } from './rules.js';

/** IPv4 in its four parts, IPv6 in any form; `10.1.2.3/8` is the network that it lies in. */
export const NETWORK: TextRule = {
  expected: 'must be an IP address or a CIDR range: 192.0.2.0/24, 2001:db8::/32',
  test: (text) => isNetwork(text) && (text.includes(':') || /^\d+(?:\.\d+){3}(?:\/\d+)?$/.test(text)),
};

/** When a rule fits: everything that is here must be so. */
class WhenDto {
  @MayBeLeftOut() @ListOf(oneOf(NEARNESS), { atLeast: 1 }) nearness?: Nearness[];
  @MayBeLeftOut() @ListOf(oneOf(COMPUTERS), { atLeast: 1 }) computer?: KnownComputer[];
  @MayBeLeftOut() @ListOf(oneOf(PURPOSES), { atLeast: 1 }) purpose?: Purpose[];
  @MayBeLeftOut() @ListOf(NETWORK, { atLeast: 1 }) from?: string[];
  @MayBeLeftOut() @ListOf(NETWORK, { atLeast: 1 }) outside?: string[];
}

/** One rule of a portal's policy as the file has it. */
export class PolicyRuleDto {
  @MayBeLeftOut() @Nested(() => WhenDto) when?: WhenDto;
  @Text(oneOf(POLICY_ACTIONS)) then!: PolicyAction;
}

/** Where the file says nothing: who is far, or signs in at a computer that is new to them, types digits there. */
export const DEFAULT_POLICY: readonly PolicyRule[] = [
  { when: { nearness: ['far'] }, then: 'check' },
  { when: { computer: ['new'] }, then: 'check' },
];

/** A sound rule of the file as the broker knows it. */
export function toPolicyRule({
  when: { nearness, computer, purpose, from, outside } = {},
  then,
}: PolicyRuleDto): PolicyRule {
  return {
    when: {
      ...(nearness && { nearness }),
      ...(computer && { computer }),
      ...(purpose && { purpose }),
      ...(from && { from: networkList(from) }),
      ...(outside && { outside: networkList(outside) }),
    },
    then,
  };
}
