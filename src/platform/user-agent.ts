import type { IncomingHttpHeaders } from 'node:http';

/** Browsers send about 200 characters; one that says more of itself than this says it to no purpose. */
export const MAX_USER_AGENT_LENGTH = 512;

/** What a browser says of itself, as much as is kept (RFC 9110 §10.1.5). */
export function userAgentOf(headers: IncomingHttpHeaders): { readonly userAgent?: string } {
  const userAgent = headers['user-agent']?.slice(0, MAX_USER_AGENT_LENGTH);
  return userAgent === undefined ? {} : { userAgent };
}
