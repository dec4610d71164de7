import { type CIBAEnabledConfiguration, errors, type KoaContextWithOIDC } from 'oidc-provider';
import { wordsOf } from '../core/binding.js';
import type { Portal, Registry } from '../core/ports.js';
import type { Secrets } from '../core/secrets.js';
import type { SentRequests } from '../core/sent-requests.js';
import { accountIdOf, hintOfAccountId, namedPerson } from './named-person.js';
import { oauthRefusal } from './oauth-refusal.js';
import type { PolledStarts } from './polled-starts.js';

/** Both sides show it, and people compare it: short, and of characters that no screen turns into others. */
const BINDING_MESSAGE = /^(?!.*\p{DI})[\p{L}\p{N} ._+/!?#-]{1,20}$/u;

/** An account, and what stands before it. */
const LONGEST_HINT = 'account:'.length + 255;

/** What of the library's configuration is answered here. */
type PersonAsked = Omit<CIBAEnabledConfiguration, 'enabled' | 'deliveryModes'>;

/** `requested_expiry` and the rest are the library's; what a person is called and how they are reached is ours. */
export function personAsked(
  registry: Registry,
  secrets: Secrets,
  sentRequests: SentRequests,
  starts: PolledStarts,
): PersonAsked {
  const portalOf = (ctx: KoaContextWithOIDC): Portal => {
    const portal = registry.portal(ctx.oidc.client?.clientId ?? '');
    if (!portal) throw new errors.InvalidClient('client is no longer registered', 'client not found');
    return portal;
  };

  return {
    /** Whom the portal names: anything that is no `sub` of its own is an account of its own. Whether they exist is not asked. */
    processLoginHint: (ctx: KoaContextWithOIDC, text = ''): string | undefined => {
      if (text.length > LONGEST_HINT) throw new errors.InvalidRequest('login_hint is too long');
      const portal = portalOf(ctx);
      const hint = namedPerson(text, portal, secrets) ?? { account: text };
      // A `sub` that is none of the portal's could mean nobody. The library tells it as `unknown_user_id`.
      return wordsOf([hint], portal, secrets).ok ? accountIdOf(hint) : undefined;
    },

    processLoginHintToken: (): never => {
      throw new errors.InvalidRequest('login_hint_token is not supported; send login_hint or id_token_hint');
    },

    validateBindingMessage: (_ctx: KoaContextWithOIDC, message?: string): void => {
      if (message !== undefined && !BINDING_MESSAGE.test(message)) {
        throw new errors.InvalidBindingMessage('binding_message must be 1 to 20 letters, digits, spaces or ._+/!?#-');
      }
    },

    validateRequestContext: (_ctx: KoaContextWithOIDC, context?: string): void => {
      if (context !== undefined) throw new errors.InvalidRequest('request_context is not supported');
    },

    /** Somebody who chose no code and somebody who is not there are told alike: the code is wrong. */
    verifyUserCode: async (
      ctx: KoaContextWithOIDC,
      account: { readonly accountId: string },
      code?: string,
    ): Promise<void> => {
      const portal = portalOf(ctx);
      if (!portal.needsRequestCode) return;
      if (code === undefined) throw new errors.MissingUserCode('user_code is needed');
      const hint = hintOfAccountId(account.accountId, ctx.oidc.params);
      const isRight = await sentRequests.isRequestCodeOf(portal, hint, code);
      if (!isRight.ok) throw oauthRefusal(isRight);
      if (!isRight.value) throw new errors.InvalidUserCode('user_code is wrong');
    },

    /** The session is started already, when the library saved its request: here is what to answer. */
    triggerAuthenticationDevice: (ctx: KoaContextWithOIDC): void => {
      ctx.body = starts.requestAnswer(ctx);
    },
  };
}
