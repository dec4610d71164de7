import type { PortalBackend, RawAnswer, ShowsCode } from '@saoma/testing';
import type { World } from '../broker/world.js';
import { BarePage } from './bare-page.js';
import { callOAuth, type OAuthAnswer, type OAuthCaller } from './oauth-call.js';

/** RFC 8628 §3.2, and where events are read. */
export interface DeviceAnswer {
  readonly device_code: string;
  readonly user_code: string;
  readonly verification_uri: string;
  readonly verification_uri_complete: string;
  readonly expires_in: number;
  readonly interval: number;
  readonly events_uri: string;
}

/** A device without a browser, of a portal’s: it shows a code and asks whether somebody approved. */
export class TvDevice implements ShowsCode {
  private constructor(
    readonly answer: DeviceAnswer,
    private readonly caller: OAuthCaller,
  ) {}

  static async start(
    world: Pick<World, 'broker' | 'portal'>,
    parameters: Readonly<Record<string, string>> = {},
  ): Promise<TvDevice> {
    const caller = { node: world.broker.origin, portal: world.portal, headers: { 'user-agent': 'LivingRoom/2.1' } };
    const answer = await callOAuth(caller, '/device_authorization', { scope: 'openid profile', ...parameters });
    if (answer.status !== 200) throw new Error(`the device was refused: ${JSON.stringify(answer.body)}`);
    return new TvDevice(answer.body as unknown as DeviceAnswer, caller);
  }

  get sessionId(): string {
    return /\/v1\/sessions\/([A-Z2-7]{26})\/events$/.exec(this.answer.events_uri)?.[1] ?? '';
  }

  /** What it shows, for the whole of its time. */
  qr(): string {
    return this.answer.verification_uri_complete;
  }

  /** One poll (RFC 8628 §3.4); as another portal, or at another node. */
  poll(as: Partial<OAuthCaller> = {}): Promise<OAuthAnswer> {
    return pollDevice({ ...this.caller, ...as }, this.answer.device_code);
  }

  /** Its session as pages see theirs. */
  page(node = this.caller.node): BarePage {
    const session = { session_id: this.sessionId, desktop_token: this.answer.device_code };
    return new BarePage({ node, session: session as ConstructorParameters<typeof BarePage>[0]['session'] });
  }
}

export function pollDevice(caller: OAuthCaller, deviceCode: string): Promise<OAuthAnswer> {
  return callOAuth(caller, '/token', {
    grant_type: 'urn:ietf:params:oauth:grant-type:device_code',
    device_code: deviceCode,
  });
}

/** Types a code on a phone. */
export const type = (phone: { call: PhoneCall }, userCode: string): Promise<RawAnswer> =>
  phone.call('POST', '/v1/scans', { user_code: userCode });

type PhoneCall = (method: string, path: string, body: object) => Promise<RawAnswer>;

/** Whether a token counts (RFC 7662 §2). */
export async function isActive(node: string, portal: PortalBackend, token = ''): Promise<boolean> {
  return (await callOAuth({ node, portal }, '/introspect', { token })).body.active === true;
}
