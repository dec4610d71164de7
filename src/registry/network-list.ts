import ipaddr from 'ipaddr.js';
import type { NetworkList } from '../core/ports.js';

type Network = ReturnType<typeof ipaddr.parseCIDR>;

/** Networks by address or CIDR range, read once. An IPv4 address in IPv6's clothes is what it is underneath. */
export function networkList(ranges: readonly string[]): NetworkList {
  const networks = ranges.map(networkOf);
  return {
    ranges,
    includes(address) {
      if (address === undefined || !ipaddr.isValid(address)) return false;
      const parsed = ipaddr.process(address);
      return networks.some(([network, bits]) => parsed.kind() === network.kind() && parsed.match(network, bits));
    },
  };
}

/** Whether a text is an address or a CIDR range. */
export function isNetwork(text: string): boolean {
  return text.includes('/') ? ipaddr.isValidCIDR(text) : ipaddr.isValid(text);
}

function networkOf(text: string): Network {
  if (text.includes('/')) return ipaddr.parseCIDR(text);
  const address = ipaddr.parse(text);
  return [address, address.kind() === 'ipv4' ? 32 : 128];
}
