import ipaddr from 'ipaddr.js';

type Address = ReturnType<typeof ipaddr.parse>;
type Network = [Address, number];

/** What is out there for everybody at all (RFC 4291 §2.4); special ranges within it are looked at besides. */
const GLOBAL_UNICAST: Network = [ipaddr.parse('2000::'), 3];

/**
 * Where a portal's or an app's service may be: anywhere that is everybody's, and in the networks that the operator named.
 * Never by mistake in the broker's own: a registered address is somebody's word, and what a name leads to is anybody's.
 */
export class PublicAddresses {
  readonly #networks: readonly Network[];

  /** @param networks addresses or CIDR ranges */
  constructor(networks: readonly string[]) {
    this.#networks = networks.map(networkOf);
  }

  /**
   * @param address as a connection is made to it, not a name
   * @param scheme plain `http:` stays on this machine, and only where its network was named
   */
  allow(address: string, scheme: string): boolean {
    if (!ipaddr.isValid(address)) return false;
    // An IPv4 address in IPv6's clothes is what it is underneath (RFC 4291 §2.5.5.2).
    const parsed = ipaddr.process(address);
    const isNamed = this.#networks.some((network) => isIn(parsed, network));
    if (scheme !== 'https:') return isNamed && parsed.range() === 'loopback';
    return isNamed || isPublic(parsed);
  }
}

/** IPv4 behind a translator (RFC 6052 §2.1) or a tunnel is a special range: what is at its end is not seen from here. */
function isPublic(address: Address): boolean {
  return address.range() === 'unicast' && (address.kind() === 'ipv4' || isIn(address, GLOBAL_UNICAST));
}

function isIn(address: Address, [network, bits]: Network): boolean {
  return address.kind() === network.kind() && address.match(network, bits);
}

function networkOf(text: string): Network {
  if (text.includes('/')) return ipaddr.parseCIDR(text);
  const address = ipaddr.parse(text);
  return [address, address.kind() === 'ipv4' ? 32 : 128];
}
