import { type IncomingMessage, ServerResponse } from 'node:http';

/** One year: as long as lists of such hosts ask for (RFC 6797 §6.1.1). Other hosts of the domain are the operator's to decide. */
const HSTS = 'max-age=31536000';

/** For what is no page: nothing in it may be loaded, run or framed. */
const NO_PAGE = "default-src 'none'; frame-ancestors 'none'";

/**
 * What every answer of the broker says, unless the route says something else of the same name. Where there is a secret in
 * nearly every answer, keeping is what has to be asked for.
 *
 * | header | why |
 * |---|---|
 * | `cache-control` | codes and tokens are kept by nobody on the way (RFC 9111 §5.2.2.5) |
 * | `content-security-policy` | what should have been data and is taken for a page does nothing; pages have their own |
 * | `cross-origin-opener-policy` | whoever opened a page of ours holds no handle on it |
 * | `cross-origin-resource-policy` | other sites load nothing of ours into their process; CORS goes by `Origin` besides |
 * | `referrer-policy` | no site learns our addresses |
 * | `x-content-type-options` | an answer is what it says it is |
 * | `strict-transport-security` | behind TLS: no browser comes without it again (RFC 6797) |
 *
 * @see OWASP HTTP Headers; ASVS 5.0 3.4
 */
export function securityHeaders(publicOrigin: string): Readonly<Record<string, string>> {
  return {
    'cache-control': 'no-store',
    'content-security-policy': NO_PAGE,
    'cross-origin-opener-policy': 'same-origin',
    'cross-origin-resource-policy': 'same-origin',
    'referrer-policy': 'no-referrer',
    'x-content-type-options': 'nosniff',
    ...(publicOrigin.startsWith('https:') && { 'strict-transport-security': HSTS }),
  };
}

/**
 * The server's answers, with the headers from the start: also those that no hook of the framework sees, because the OAuth
 * library, an event stream or the socket's server writes them.
 */
export function securedResponse(publicOrigin: string): typeof ServerResponse {
  const headers = Object.entries(securityHeaders(publicOrigin));
  return class SecuredResponse<Request extends IncomingMessage> extends ServerResponse<Request> {
    constructor(request: Request) {
      super(request);
      for (const [name, value] of headers) this.setHeader(name, value);
    }
  };
}
