import { errors, type KoaContextWithOIDC } from 'oidc-provider';
import type { Limits, Portal, Registry } from '../../core/ports.js';
import type { Secrets } from '../../core/secrets.js';
import { demandsOf } from '../../core/start-order.js';
import { CEILING_MS } from '../../core/transitions.js';
import { countStart } from '../count-start.js';
import { oauthRefusal } from '../oauth-refusal.js';
import type { Visitors } from '../visitors.js';
import { type LoginRequest, objectionTo, orderOf } from './login-request.js';

/** How long somebody may stand before the page: as long as a session may live (NIST SP 800-63B-4 §3.1.3.2). */
export const LOGIN_MS = CEILING_MS;

/** Thereafter the page still knows where to go back to. */
const GRACE_MS = 60_000;

/** How long the library keeps the request. */
export const INTERACTION_S = (LOGIN_MS + GRACE_MS) / 1_000;

/** What the library calls its interaction, as far as it concerns us. */
interface Interaction {
  readonly uid: string;
  readonly params: unknown;
  destroy(): Promise<void>;
}

interface HostedLoginsParts {
  readonly registry: Registry;
  readonly secrets: Secrets;
  readonly limits: Limits;
  readonly visitors: Visitors;
}

/**
 * Sign-ins that a portal asked for by sending the browser to the authorization endpoint. The library checks the request and
 * finds, since nobody is ever signed in at the broker, that somebody must be asked: on our page, by a session of our own.
 * Its own interaction is never resumed; the code that goes back is the session's.
 */
export class HostedLogins {
  constructor(private readonly parts: HostedLoginsParts) {}

  /**
   * Where the browser goes on from the authorization endpoint. A request that no session can serve leaves nothing behind,
   * and a pushed one takes one browser to one page (RFC 9126 §4).
   * @throws an error of the library's, which sends the browser back with it (RFC 6749 §4.1.2.1)
   */
  async begin(ctx: KoaContextWithOIDC, interaction: Interaction): Promise<string> {
    try {
      await this.#demand(ctx, interaction.params as LoginRequest);
      await ctx.oidc.entities.PushedAuthorizationRequest?.consume();
    } catch (error) {
      await interaction.destroy();
      throw error;
    }
    return `/login/${interaction.uid}`;
  }

  async #demand(ctx: KoaContextWithOIDC, request: LoginRequest): Promise<void> {
    const { registry, secrets } = this.parts;
    const portal = registry.portal(request.client_id);
    if (!portal) throw new errors.InvalidClient('client is no longer registered', 'client not found');
    await this.#count(ctx, portal);
    // The page's element brings the code home in the query, and nowhere else.
    if (request.response_mode !== undefined && request.response_mode !== 'query') {
      throw new errors.UnsupportedResponseMode();
    }
    const objection = objectionTo(request);
    if (objection !== undefined) throw new errors.InvalidRequest(objection);
    const order = { ...orderOf(request, portal, secrets), address: this.parts.visitors.of(ctx.req).address };
    if (!order.scope.split(' ').includes('openid')) {
      throw new errors.InvalidScope('openid must be among the scopes', request.scope ?? '');
    }
    const demands = demandsOf(order, portal, secrets);
    if (!demands.ok) throw oauthRefusal(demands);
  }

  /** What is kept of a request is small, but anybody may send one: as many as sessions, on a count of their own. */
  async #count(ctx: KoaContextWithOIDC, { clientId }: Portal): Promise<void> {
    const { limits, visitors } = this.parts;
    const { address } = visitors.of(ctx.req);
    const retryAfterMs = await countStart(limits, address, clientId, { what: 'authorize ' });
    if (retryAfterMs !== undefined) throw new errors.TemporarilyUnavailable('too many requests; try again later');
  }
}
