import { isIP } from 'node:net';
import type { Consent } from '@saoma/protocol';
import Bowser from 'bowser';
import type { SessionRecord } from '../core/session-record.js';
import { MAX_USER_AGENT_LENGTH } from '../platform/user-agent.js';

type Desktop = Omit<Consent['desktop'], 'started_ms_ago'>;

type SeenDesktop = Pick<SessionRecord, 'desktop_user_agent' | 'desktop_address'>;

/** Names of the parser's own lists. What it takes out of an unknown browser's text would be the sender's words. */
const BROWSERS = new Set(Object.values(Bowser.BROWSER_MAP));
const SYSTEMS = new Set(Object.values(Bowser.OS_MAP));

/**
 * A computer as the person may know it again: browser, system, and where it is on the network. All of it is
 * what the browser says of itself: a hint, never a proof.
 */
export function describeDesktop({ desktop_user_agent: userAgent, desktop_address: address }: SeenDesktop): Desktop {
  const network = address === undefined ? undefined : maskAddress(address);
  return {
    ...(userAgent !== undefined && describeBrowser(userAgent)),
    ...(network !== undefined && { address: network }),
  };
}

/** `Chrome 156` on `Windows 10 / 11`; what is not recognised is left out. */
export function describeBrowser(userAgent: string): Pick<Desktop, 'browser' | 'system'> {
  // Whoever sends more gets no more of our time.
  const text = userAgent.slice(0, MAX_USER_AGENT_LENGTH);
  if (text === '') return {};
  const parser = Bowser.getParser(text, true);
  const { name, version } = parser.getBrowser();
  const major = /^\d{1,4}(?=\.|$)/.exec(version ?? '')?.[0];
  const os = parser.getOS();
  const system = os.name !== undefined && SYSTEMS.has(os.name) ? systemName(os.name, os.version) : undefined;
  return {
    ...(name !== undefined && BROWSERS.has(name) && { browser: major ? `${name} ${major}` : name }),
    ...(system !== undefined && { system }),
  };
}

const WINDOWS: Readonly<Record<string, string>> = {
  'NT 6.1': '7',
  'NT 6.2': '8',
  'NT 6.3': '8.1',
  'NT 10.0': '10 / 11',
};

/** Browsers froze the versions of all systems: they say Windows 10 on 11 and the macOS of 2019 on every later one. */
function systemName(name: string, version: string | undefined): string {
  const release = name === 'Windows' ? WINDOWS[version ?? ''] : undefined;
  return release === undefined ? name : `${name} ${release}`;
}

/**
 * The network without the host: `203.0.113.*` (/24), `2001:db8:1:*` (/48). Enough to tell home from elsewhere, too
 * little to find a neighbour. What is no address is `undefined`.
 */
export function maskAddress(address: string): string | undefined {
  const [bare = ''] = address.split('%', 1);
  if (isIP(bare) === 4) return maskOctets(bare.split('.'));
  if (isIP(bare) !== 6) return undefined;
  const groups = expand(bare);
  const [high = 0, low = 0] = groups.slice(6);
  const isMapped = groups.slice(0, 5).every((group) => group === 0) && groups[5] === 0xffff;
  if (isMapped) return maskOctets([high >> 8, high & 255, low >> 8]);
  return `${groups
    .slice(0, 3)
    .map((group) => group.toString(16))
    .join(':')}:*`;
}

function maskOctets(octets: readonly (string | number)[]): string {
  return `${octets.slice(0, 3).join('.')}.*`;
}

/** The eight groups of a valid IPv6 address. The URL parser writes an embedded IPv4 address as two of them. */
function expand(address: string): number[] {
  const [head = '', tail] = new URL(`http://[${address}]`).hostname.slice(1, -1).split('::');
  const read = (part: string): number[] => (part === '' ? [] : part.split(':').map((group) => parseInt(group, 16)));
  const [left, right] = [read(head), read(tail ?? '')];
  return [...left, ...Array<number>(8 - left.length - right.length).fill(0), ...right];
}
