import ipaddr from 'ipaddr.js';

/** What one household or office usually has: IPv4 addresses of one /24, an IPv6 /56 (RFC 6177 §2). */
const PREFIX_BITS = { ipv4: 24, ipv6: 56 } as const;

/**
 * How much two addresses have in common. Two devices behind one router have the same IPv4 address, but IPv6 addresses of
 * their own (RFC 8981). `incomparable`: one of them is no address, or they are of different families, as two devices of one
 * household may be.
 */
export function compareAddresses(one: string, other: string): 'same' | 'same_prefix' | 'different' | 'incomparable' {
  if (!ipaddr.isValid(one) || !ipaddr.isValid(other)) return 'incomparable';
  const [left, right] = [ipaddr.process(one), ipaddr.process(other)];
  if (left.kind() !== right.kind()) return 'incomparable';
  if (left.toNormalizedString() === right.toNormalizedString()) return 'same';
  return left.match(right, PREFIX_BITS[right.kind()]) ? 'same_prefix' : 'different';
}
