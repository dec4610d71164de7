import type { Identity, SignedInDesktop } from '@saoma/protocol';
import type { SignIn } from '../core/sign-ins.js';
import { describePortal } from './consent-view.js';
import { describeDesktop } from './desktop-summary.js';

/** A computer as the person may know it again: where it is signed in, as whom, on what and since when. */
export function desktopView({ id, portal, grant }: SignIn): SignedInDesktop {
  const { flow = 'code', identity, userAgent, address, openedMsAgo = 0, seenMsAgo = 0 } = grant;
  return {
    id,
    portal: describePortal(portal),
    flow,
    ...(identity !== undefined && { identity: JSON.parse(identity) as Omit<Identity, 'id'> }),
    ...describeDesktop({
      ...(userAgent !== undefined && { desktop_user_agent: userAgent }),
      ...(address !== undefined && { desktop_address: address }),
    }),
    signed_in_ms_ago: openedMsAgo,
    last_seen_ms_ago: seenMsAgo,
  };
}
