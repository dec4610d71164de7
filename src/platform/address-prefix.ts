import ipaddr from 'ipaddr.js';

/** What one site may hold: a single IPv4 address, an IPv6 /48 (RFC 6177 §2); of smaller ones somebody with a whole one would have hundreds. */
const IPV6_PREFIX_BITS = 48;

/** The part of an address that starts are counted under; what is no address is counted as one. */
export function addressPrefix(address: string): string {
  if (!ipaddr.isValid(address)) return 'unknown';
  const parsed = ipaddr.process(address);
  if (parsed.kind() === 'ipv4') return parsed.toString();
  const network = ipaddr.IPv6.networkAddressFromCIDR(`${parsed.toString()}/${String(IPV6_PREFIX_BITS)}`);
  return `${network.toString()}/${String(IPV6_PREFIX_BITS)}`;
}
