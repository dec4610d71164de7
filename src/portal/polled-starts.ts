import { encodeQrText, formatUserCode, type Flow } from '@saoma/protocol';
import Provider, { type AdapterPayload, errors } from 'oidc-provider';
import type { DesktopBroker, Started } from '../core/desktop-broker.js';
import { remainingMs } from '../core/follow.js';
import type { Outcome } from '../core/outcome.js';
import { POLL_INTERVAL_S } from '../core/poll-pace.js';
import type { Limits } from '../core/ports.js';
import type { Secrets } from '../core/secrets.js';
import type { SentRequests } from '../core/sent-requests.js';
import type { StartOrder } from '../core/start-order.js';
import { countStart } from './count-start.js';
import { objectionTo } from './hosted/login-request.js';
import { maxAgeOf } from './max-age.js';
import { hintOfAccountId } from './named-person.js';
import { oauthRefusal } from './oauth-refusal.js';
import { personalScope } from './scopes.js';
import type { Visitor, Visitors } from './visitors.js';

/** RFC 8628 §3.2, with a member of ours for those who would rather be told than ask. */
interface DeviceAnswer {
  readonly device_code: string;
  readonly user_code: string;
  readonly verification_uri: string;
  /** The text of the code to scan. */
  readonly verification_uri_complete: string;
  readonly expires_in: number;
  readonly interval: number;
  /** The session as server-sent events, read with the device code as bearer token. */
  readonly events_uri: string;
}

/** OpenID CIBA Core §7.3 */
interface RequestAnswer {
  readonly auth_req_id: string;
  readonly expires_in: number;
  readonly interval: number;
}

/** Who walks to a screen with a phone needs this long; half of what no session outlives, so that there is time to collect. */
const DEVICE_LIFE_MS = 300_000;

/** What a portal may ask for with `requested_expiry`; the default is a session's. */
const SHORTEST_REQUEST_MS = 30_000;
const LONGEST_REQUEST_MS = 480_000;

interface PolledStartsParts {
  readonly origin: string;
  readonly desktops: DesktopBroker;
  readonly sentRequests: SentRequests;
  readonly secrets: Secrets;
  readonly limits: Limits;
  readonly visitors: Visitors;
}

/** Starts what is polled for, and keeps for the rest of the library's request what it is to answer. */
export class PolledStarts {
  readonly #started = new WeakMap<object, Started>();

  constructor(private readonly parts: PolledStartsParts) {}

  /** @throws an error of the library's when the start is refused. */
  async start(flow: Exclude<Flow, 'code'>, payload: AdapterPayload): Promise<void> {
    const { visitors } = this.parts;
    const { ctx } = Provider;
    if (!ctx) throw new TypeError('a session is started within a request');
    const objection = objectionTo(paramsOf(payload));
    if (objection !== undefined) throw new errors.InvalidRequest(objection);
    const started = await (flow === 'device' ? this.#device(visitors.of(ctx.req), payload) : this.#request(payload));
    if (!started.ok) throw oauthRefusal(started);
    this.#started.set(ctx, started.value);
  }

  deviceAnswer(ctx: object): DeviceAnswer {
    const { token, snapshot, userCode = '' } = this.#of(ctx);
    const { origin, secrets } = this.parts;
    const { session_id: sessionId, kid } = snapshot.record;
    return {
      device_code: token,
      user_code: formatUserCode(userCode),
      verification_uri: `${origin}/q`,
      verification_uri_complete: encodeQrText({ origin, sessionId, frame: secrets.frameAt(kid, sessionId, 0) }),
      expires_in: Math.floor(remainingMs(snapshot) / 1_000),
      interval: POLL_INTERVAL_S,
      events_uri: `${origin}/v1/sessions/${sessionId}/events`,
    };
  }

  requestAnswer(ctx: object): RequestAnswer {
    const { token, snapshot } = this.#of(ctx);
    return {
      auth_req_id: token,
      expires_in: Math.floor(remainingMs(snapshot) / 1_000),
      interval: POLL_INTERVAL_S,
    };
  }

  async #device({ address, userAgent }: Visitor, payload: AdapterPayload): Promise<Outcome<Started>> {
    const { desktops, limits } = this.parts;
    const order = orderOf('device', payload);
    const retryAfterMs = await countStart(limits, address, order.clientId);
    if (retryAfterMs !== undefined) return { ok: false, code: 'slow_down', retryAfterMs };
    return desktops.start({
      ...order,
      lifeMs: DEVICE_LIFE_MS,
      address,
      ...(userAgent !== undefined && { userAgent }),
    });
  }

  #request(payload: AdapterPayload): Promise<Outcome<Started>> {
    const { binding_message, requested_expiry, client_notification_token } = paramsOf(payload);
    const lifeMs = Number(requested_expiry) * 1_000;
    return this.parts.sentRequests.send(
      {
        ...orderOf('ciba', payload),
        ...(binding_message !== undefined && { bindingMessage: binding_message }),
        ...(requested_expiry !== undefined && {
          lifeMs: Math.min(Math.max(lifeMs, SHORTEST_REQUEST_MS), LONGEST_REQUEST_MS),
        }),
        ...(client_notification_token !== undefined && { notificationToken: client_notification_token }),
      },
      hintOfAccountId(payload.accountId ?? '', payload.params),
    );
  }

  #of(ctx: object): Started {
    const started = this.#started.get(ctx);
    if (!started) throw new TypeError('nothing was started in this request');
    return started;
  }
}

type Params = Readonly<Record<string, string | undefined>>;

const paramsOf = (payload: AdapterPayload): Params => (payload.params ?? {}) as Params;

/** What both kinds say in the words of OpenID Connect. */
function orderOf(by: 'device' | 'ciba', payload: AdapterPayload): StartOrder {
  const params = paramsOf(payload);
  const { scope, acr_values, ui_locales, nonce } = params;
  const maxAgeSeconds = maxAgeOf(params);
  return {
    clientId: payload.clientId ?? '',
    by,
    purpose: 'login',
    scope: personalScope(scope),
    ...(acr_values !== undefined && { acrValues: acr_values }),
    ...(ui_locales !== undefined && { uiLocales: ui_locales }),
    ...(nonce !== undefined && { nonce }),
    ...(maxAgeSeconds !== undefined && { maxAgeSeconds }),
  };
}
