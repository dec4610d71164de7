import type { PortalBackend, RawAnswer } from '@saoma/testing';

/** Who asks, at which node, and whatever else stands in the header. */
export interface OAuthCaller {
  readonly node: string;
  readonly portal: PortalBackend;
  readonly headers?: Form;
}

/** Parameters of a request, or of its header. */
export type Form = Readonly<Record<string, string>>;

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
    readonly [member: string]: unknown;
  };
}

/** One request of a portal's to an OAuth endpoint. */
export function callOAuth({ node, portal, headers }: OAuthCaller, path: string, form: Form): Promise<OAuthAnswer> {
  return post(portal, node + path, form, headers);
}

/** One form as a portal sends it, proved by its credentials, with no client library to be wise about it. */
export async function post(portal: PortalBackend, url: string, form: Form, headers: Form = {}): Promise<OAuthAnswer> {
  const { headers: proving, body } = await portal.credentials();
  for (const [name, value] of Object.entries(form)) body.set(name, value);
  for (const [name, value] of Object.entries(headers)) proving.set(name, value);
  return answerOf(await fetch(url, { method: 'POST', headers: proving, body, redirect: 'manual' }));
}

/** Reads a JSON answer; of anything else the body is empty. */
export async function answerOf(response: Response): Promise<OAuthAnswer> {
  const { status, headers } = response;
  const text = await response.text();
  const isJson = headers.get('content-type')?.startsWith('application/json') === true;
  return { status, headers, body: isJson ? (JSON.parse(text) as OAuthAnswer['body']) : {} };
}

/** How OAuth refuses (RFC 6749 §5.2). */
export const refusal = (error: string, status = 400): object => ({ status, body: { error } });
