import type { PortalBackend } from '@saoma/testing';

/** What a portal's backend sends to redeem a code, so that it can be sent again, or wrongly. */
export interface TokenRequest {
  readonly portal: PortalBackend;
  readonly code: string;
  readonly verifier: string;
  readonly redirectUri: string;
}

export interface TokenAnswer {
  readonly status: number;
  readonly body: { readonly access_token: string; readonly id_token: string; readonly error?: string };
}

/** Taken from the address that the browser came back to. */
export function codeOf(portal: PortalBackend, landing: string): TokenRequest {
  const url = new URL(landing);
  return {
    portal,
    code: url.searchParams.get('code') ?? '',
    verifier: portal.attempt(landing).verifier,
    redirectUri: url.origin + url.pathname,
  };
}

/** One request to the token endpoint of a node, with no client library to be wise about it. */
export async function redeemOnce(node: string, request: TokenRequest): Promise<TokenAnswer> {
  const response = await post(`${node}/token`, request.portal, {
    grant_type: 'authorization_code',
    code: request.code,
    code_verifier: request.verifier,
    redirect_uri: request.redirectUri,
  });
  return { status: response.status, body: (await response.json()) as TokenAnswer['body'] };
}

/** @see RFC 7662 §2 */
export async function introspect(node: string, { portal }: TokenRequest, token: string): Promise<unknown> {
  return (await post(`${node}/introspect`, portal, { token, token_type_hint: 'access_token' })).json();
}

async function post(url: string, portal: PortalBackend, parameters: Record<string, string>): Promise<Response> {
  const { headers, body } = await portal.credentials();
  for (const [name, value] of Object.entries(parameters)) body.set(name, value);
  return fetch(url, { method: 'POST', headers, body });
}
