import type { PortalBackend, RawAnswer } from '@saoma/testing';

/** Who asks, at which node, and whatever else stands in the header. */
export interface OAuthCaller {
  readonly node: string;
  readonly portal: PortalBackend;
  readonly headers?: Readonly<Record<string, string>>;
}

type Parameters = Readonly<Record<string, string>>;

/** One request of a portal's to an OAuth endpoint, with no client library to be wise about it. */
export async function callOAuth(caller: OAuthCaller, path: string, parameters: Parameters): Promise<OAuthAnswer> {
  const { headers, body } = await caller.portal.credentials();
  for (const [name, value] of Object.entries(parameters)) body.set(name, value);
  for (const [name, value] of Object.entries(caller.headers ?? {})) headers.set(name, value);
  const answer = await fetch(caller.node + path, { method: 'POST', headers, body });
  return { status: answer.status, headers: answer.headers, body: (await answer.json()) as OAuthAnswer['body'] };
}

/** What OAuth endpoints answer, as far as tests look at it. */
export interface OAuthAnswer extends RawAnswer {
  readonly body: {
    readonly error?: string;
    readonly error_description?: string;
    readonly access_token?: string;
    readonly id_token?: string;
    readonly token_type?: string;
    readonly expires_in?: number;
    readonly auth_req_id?: string;
    readonly active?: boolean;
  };
}

/** How OAuth refuses (RFC 6749 §5.2). */
export const refusal = (error: string, status = 400): object => ({ status, body: { error } });
