import {
  allowInsecureRequests,
  ClientError,
  type Configuration,
  type DeviceAuthorizationResponse,
  discovery,
  fetchUserInfo,
  initiateDeviceAuthorization,
  None,
  pollDeviceAuthorizationGrant,
  ResponseBodyError,
} from 'openid-client';
import { type SessionNews, sessionEvents } from './session-events.js';

/** How it ended. */
export type Ending =
  { readonly kind: 'approved'; readonly name: string } | { readonly kind: 'denied' } | { readonly kind: 'expired' };

interface Settings {
  readonly broker: URL;
  readonly clientId: string;
  /** Whether to be told what happens rather than to ask. */
  readonly events: boolean;
  readonly show: (shown: DeviceAuthorizationResponse) => Promise<void>;
  readonly tell: (news: SessionNews) => void;
  /** Ends the wait. */
  readonly signal: AbortSignal;
}

/** How the errors of the token endpoint end it (RFC 8628 §3.5). */
const ENDINGS: Readonly<Record<string, Ending>> = {
  access_denied: { kind: 'denied' },
  expired_token: { kind: 'expired' },
};

/**
 * The device grant as a stock client has it: asks for a code, shows it, and waits for what the person decides elsewhere.
 * @throws what the library throws, where it came to nothing else
 * @see RFC 8628
 */
export async function deviceSignIn({ broker, clientId, events, show, tell, signal }: Settings): Promise<Ending> {
  const configuration = await discovery(broker, clientId, {}, None(), {
    // Marked as deprecated only to stand out: plain http is for this machine alone.
    // eslint-disable-next-line @typescript-eslint/no-deprecated
    execute: broker.protocol === 'http:' ? [allowInsecureRequests] : [],
  });
  const asked = await initiateDeviceAuthorization(configuration, { scope: 'openid profile' });
  await show(asked);
  const isOver = AbortSignal.timeout(asked.expires_in * 1_000);
  try {
    const until = AbortSignal.any([signal, isOver]);
    const isTold = events && (await isDecided(asked, tell, until));
    return await collect(configuration, isTold ? { ...asked, interval: 0 } : asked, until);
  } catch (error) {
    const ending = error instanceof ResponseBodyError ? ENDINGS[error.error] : undefined;
    if (ending) return ending;
    if (isOver.aborted && !signal.aborted) return { kind: 'expired' };
    throw error;
  }
}

/** Asks as often as the broker lets it; then who it was. */
async function collect(
  configuration: Configuration,
  asked: DeviceAuthorizationResponse,
  signal: AbortSignal,
): Promise<Ending> {
  // The library waits the interval before each poll, and five seconds more after each slow_down.
  const tokens = await pollDeviceAuthorizationGrant(configuration, asked, undefined, { signal });
  const sub = tokens.claims()?.sub;
  if (sub === undefined) throw new ClientError('The token answer has no ID token.');
  const { name = sub } = await fetchUserInfo(configuration, tokens.access_token, sub);
  return { kind: 'approved', name };
}

/** Whether the stream told that it is decided. One that breaks, or that the broker has none of, is no reason to give up. */
async function isDecided(
  { events_uri: eventsUri, device_code: deviceCode }: DeviceAuthorizationResponse,
  tell: (news: SessionNews) => void,
  signal: AbortSignal,
): Promise<boolean> {
  if (typeof eventsUri !== 'string') return false;
  try {
    for await (const news of sessionEvents(eventsUri, deviceCode, signal)) {
      tell(news);
      if (!['pending', 'scanned'].includes(news.state)) return true;
    }
  } catch (error) {
    if (signal.aborted) throw error;
  }
  return false;
}
