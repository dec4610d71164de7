import { type Client, errors, type KoaContextWithOIDC } from 'oidc-provider';

interface Token {
  readonly kind: string;
  readonly clientId?: string | undefined;
}

/**
 * Whether a token may be revoked: a portal ends what it was given, and with it all that the session gave. What it starts
 * sessions with lives ten minutes and cannot be taken back, so that nodes need not ask for it with every start.
 * @throws UnsupportedTokenType, InvalidRequest
 * @see RFC 7009 §2.1, §2.2.1
 */
export function mayRevoke(_ctx: KoaContextWithOIDC, client: Client, { kind, clientId }: Token): boolean {
  if (clientId !== client.clientId) throw new errors.InvalidRequest('the token is not the client’s own');
  if (kind === 'ClientCredentials')
    throw new errors.UnsupportedTokenType('a client’s own access token runs out by itself');
  return true;
}
