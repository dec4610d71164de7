import { Inject, Injectable } from '@nestjs/common';
import type { LoginHint } from '@saoma/protocol';
import type { FastifyRequest } from 'fastify';
import { hintOf } from '../core/binding.js';
import { Computers } from '../core/computers.js';
import { DesktopBroker, type Started } from '../core/desktop-broker.js';
import { OneTimeCodes } from '../core/one-time-codes.js';
import { RefusedError, unwrap } from '../core/outcome.js';
import type { Limits, PortalTokens, Registry } from '../core/ports.js';
import { START_SCOPE, type StartOrder } from '../core/start-order.js';
import { LIMITS, PORTAL_TOKENS, REGISTRY } from '../core/tokens.js';
import { addressPrefix } from '../platform/address-prefix.js';
import { userAgentOf } from '../platform/user-agent.js';
import { bearerToken } from './desktop.guard.js';
import type { StartBody } from './desktop.requests.js';
import { demandOrigin } from './origin-rule.js';

/** What only somebody who proved to be the portal may say of a session. */
const FOR_BACKENDS = [
  'desktop',
  'login_hint',
  'required_amr',
  'required_acr',
  'max_age',
  'text',
  'life_ms',
  'identity_types',
  'approvers',
  'contacts',
] as const satisfies readonly (keyof StartBody)[];

/** Makes sure who starts a session: a portal's page by its origin, a portal's backend by its access token. */
@Injectable()
export class Starter {
  constructor(
    @Inject(DesktopBroker) private readonly broker: DesktopBroker,
    @Inject(REGISTRY) private readonly registry: Registry,
    @Inject(PORTAL_TOKENS) private readonly portalTokens: PortalTokens,
    @Inject(LIMITS) private readonly limits: Limits,
    @Inject(OneTimeCodes) private readonly oneTimeCodes: OneTimeCodes,
    @Inject(Computers) private readonly computers: Computers,
  ) {}

  async start(body: StartBody, request: FastifyRequest): Promise<Started> {
    const { authorization, origin } = request.headers;
    return authorization === undefined
      ? this.#fromPage(body, request, origin)
      : this.#fromBackend(body, bearerToken(authorization));
  }

  async #fromPage(body: StartBody, { ip, headers }: FastifyRequest, origin: string | undefined): Promise<Started> {
    if (!this.registry.portal(body.client_id)) throw new RefusedError({ code: 'invalid_client' });
    if (origin === undefined) {
      throw new RefusedError({ code: 'origin_not_allowed', detail: 'a page sends Origin, a backend its access token' });
    }
    demandOrigin(this.registry, body.client_id, origin);
    const foreign = FOR_BACKENDS.find((member) => body[member] !== undefined);
    if (foreign) throw new RefusedError({ code: 'invalid_request', detail: `${foreign} is for backends` });
    const desktop = await this.#admit(addressPrefix(ip), body);
    return this.#start(body, 'page', { ...desktop, address: ip, ...userAgentOf(headers) });
  }

  async #fromBackend(body: StartBody, accessToken: string | undefined): Promise<Started> {
    const { client_id: clientId, desktop } = body;
    const caller = accessToken === undefined ? undefined : await this.portalTokens.verify(accessToken, START_SCOPE);
    if (caller === undefined) {
      throw new RefusedError({ code: 'invalid_token', detail: `an access token with scope ${START_SCOPE} is needed` });
    }
    const unreachable = body.contacts?.find(({ channel }) => !this.oneTimeCodes.has(channel));
    if (unreachable) {
      const detail = `this broker is not set up to send codes by ${unreachable.channel}`;
      throw new RefusedError({ code: 'invalid_request', detail });
    }
    if (caller !== clientId) throw new RefusedError({ code: 'invalid_client', detail: 'not your client_id' });
    // What a portal says of its visitors counts against its own visitors only.
    const known = await this.#admit(`${clientId} ${addressPrefix(desktop?.address ?? 'unknown')}`, body);
    return this.#start(body, 'backend', {
      ...known,
      ...(desktop?.user_agent !== undefined && { userAgent: desktop.user_agent }),
      ...(desktop?.address !== undefined && { address: desktop.address }),
    });
  }

  async #start(
    body: StartBody,
    by: StartOrder['by'],
    seen: Pick<StartOrder, 'userAgent' | 'address' | 'desktop'>,
  ): Promise<Started> {
    return unwrap(
      await this.broker.start({
        clientId: body.client_id,
        by,
        purpose: body.purpose ?? 'login',
        scope: body.scope ?? 'openid',
        codeChallenge: body.code_challenge,
        ...(body.redirect_uri !== undefined && { redirectUri: body.redirect_uri }),
        ...(body.state !== undefined && { state: body.state }),
        ...(body.nonce !== undefined && { nonce: body.nonce }),
        ...(body.acr_values !== undefined && { acrValues: body.acr_values }),
        ...(body.ui_locales !== undefined && { uiLocales: body.ui_locales }),
        ...(body.login_hint !== undefined && { loginHint: hintsOf(body.login_hint) }),
        ...(body.required_amr !== undefined && { requiredAmr: body.required_amr }),
        ...(body.required_acr !== undefined && { requiredAcr: body.required_acr }),
        ...(body.max_age !== undefined && { maxAgeSeconds: body.max_age }),
        ...(body.text !== undefined && { text: body.text }),
        ...(body.life_ms !== undefined && { lifeMs: body.life_ms }),
        ...(body.identity_types !== undefined && { identityTypes: body.identity_types }),
        ...(body.approvers !== undefined && {
          approvers: { any_of: hintsOf(body.approvers.any_of), needed: body.approvers.needed },
        }),
        ...(body.contacts !== undefined && { contacts: body.contacts }),
        ...seen,
      }),
    );
  }

  /**
   * Refuses with `slow_down` when whoever asks, a page’s key with them, or the portal in all, starts too much, and with
   * `desktop_blocked`. One trip. A key is not proved yet: who only knows it must not use up what its owner may start.
   * @returns what is known of the page's key
   */
  async #admit(starter: string, body: StartBody): Promise<Pick<StartOrder, 'desktop'>> {
    const { client_id: clientId, desktop_jkt: jkt } = body;
    const [retryAfterMs, known] = await Promise.all([
      this.limits.takeAll(
        ['starts_per_prefix', starter],
        ...(jkt === undefined ? [] : [['starts_per_desktop_key', `${jkt} ${starter}`] as const]),
        ['starts_per_portal', clientId],
      ),
      jkt === undefined ? undefined : this.computers.look(jkt),
    ]);
    if (retryAfterMs !== undefined) throw new RefusedError({ code: 'slow_down', retryAfterMs });
    return known ? { desktop: unwrap(known) } : {};
  }
}

/** As they were validated: each is one. */
const hintsOf = (hints: readonly Parameters<typeof hintOf>[0][]): readonly LoginHint[] =>
  hints.flatMap((hint) => hintOf(hint) ?? []);
