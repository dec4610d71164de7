import * as oidc from 'openid-client';

/**
 * Asks one person in their app. `shown` stands on both sides, so that they can tell this request from another: the number
 * of a counter, a word. Throws `access_denied` when they declined, and `expired_token` when nobody answered: whether there
 * is anybody of that account is not told.
 */
export async function ask(broker: oidc.Configuration, account: string, shown: string) {
  const asked = await oidc.initiateBackchannelAuthentication(broker, {
    scope: 'openid',
    login_hint: `account:${account}`,
    binding_message: shown,
  });
  const tokens = await oidc.pollBackchannelAuthenticationGrant(broker, asked);
  return tokens.claims();
}
