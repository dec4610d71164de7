import { lookup, type LookupAddress } from 'node:dns';
import { isIP, type LookupFunction } from 'node:net';
import { Agent, buildConnector } from 'undici';
import type { PublicAddresses } from './public-addresses.js';

/** Asks the system's resolver; tests ask another. */
export type Resolve = (
  name: string,
  told: (error: NodeJS.ErrnoException | null, addresses: LookupAddress[]) => void,
) => void;

/** Nothing is waited for longer. */
const CONNECT_MS = 3_000;

/** A service that is slow has so many of our connections at most; others wait for one of them. */
const CONNECTIONS_TO_ONE = 16;

/** The name or the number of an address leads where nothing is to be told, and nothing asked. */
class AddressRefused extends Error {
  override readonly name = 'AddressRefused';
  readonly code = 'ADDRESS_NOT_ALLOWED';
}

/**
 * Connects to services of others. Every connection is made to an address that was looked at just before, and to no other
 * that the name might lead to by then; nobody is followed anywhere.
 */
export function guardedAgent(addresses: PublicAddresses, resolve: Resolve = resolveByName): Agent {
  const connectors: Readonly<Record<string, buildConnector.connector>> = {
    'http:': guarded('http:', addresses, resolve),
    'https:': guarded('https:', addresses, resolve),
  };
  return new Agent({
    connections: CONNECTIONS_TO_ONE,
    // One call, one connection, one look at the address.
    pipelining: 0,
    connect: (options, connected) => {
      const { hostname, protocol } = options;
      const connect = connectors[protocol];
      // No name, so the resolver is never asked.
      if (!connect || (isIP(hostname) > 0 && !addresses.allow(hostname, protocol))) {
        connected(new AddressRefused(), null);
      } else connect(options, connected);
    },
  });
}

function guarded(scheme: string, addresses: PublicAddresses, resolve: Resolve): buildConnector.connector {
  const guardedLookup: LookupFunction = (name, options, told) => {
    resolve(name, (error, found) => {
      const allowed = found.filter(({ address }) => addresses.allow(address, scheme));
      const [first] = allowed;
      if (error) told(error, []);
      else if (!first) told(new AddressRefused(), []);
      else if (options.all) told(null, allowed);
      else told(null, first.address, first.family);
    });
  };
  return buildConnector({ timeout: CONNECT_MS, lookup: guardedLookup, autoSelectFamily: true });
}

const resolveByName: Resolve = (name, told) => {
  lookup(name, { all: true }, (error, addresses) => told(error, error ? [] : addresses));
};
