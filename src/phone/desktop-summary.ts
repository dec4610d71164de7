import type { Consent } from '@saoma/protocol';
import Bowser from 'bowser';
import { maskAddress } from '../core/mask.js';
import type { SessionRecord } from '../core/session-record.js';
import { MAX_USER_AGENT_LENGTH } from '../platform/user-agent.js';

type Desktop = Omit<Consent['desktop'], 'started_ms_ago' | 'place' | 'known'>;

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
