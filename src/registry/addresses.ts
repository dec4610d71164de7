import { isHonestHost } from './look-alikes.js';

/** What a text must look like, and how to say so. */
export interface TextRule {
  readonly expected: string;
  readonly test: (text: string) => boolean;
}

const LOOPBACK = /^(?:(?:[^.]+\.)*localhost|127(?:\.\d+){3}|\[::1\])$/;

/** https, or plain http to this machine: what never leaves it needs no encryption (RFC 8252 §8.3). */
function isSecure(url: URL): boolean {
  return url.protocol === 'https:' || (url.protocol === 'http:' && isLoopback(url));
}

export function isLoopback(url: URL): boolean {
  return LOOPBACK.test(url.hostname);
}

/** The URL, unless the text holds what `URL` would silently repair, or what has no place in a registration. */
function strictUrl(text: string): URL | undefined {
  if (/[\s\\\p{C}]/u.test(text) || !URL.canParse(text)) return undefined;
  const url = new URL(text);
  const plain = url.username === '' && url.password === '' && !url.hostname.includes('*');
  return plain ? url : undefined;
}

function url(expected: string, test: (url: URL, text: string) => boolean): TextRule {
  return {
    expected,
    test: (text) => {
      const parsed = strictUrl(text);
      return parsed !== undefined && test(parsed, text);
    },
  };
}

const EXCEPT_LOOPBACK = '(http only for a loopback host)';

/** As the `Origin` header has it, so that it can be compared letter for letter (RFC 6454 §6.2). */
export const ORIGIN = url(
  `must be a bare https origin ${EXCEPT_LOOPBACK}, as browsers send it: scheme, host in lower case and port unless it is the default, no path, at a host that looks like no other`,
  (parsed, text) => isSecure(parsed) && parsed.origin === text && isHonestHost(parsed.hostname),
);

const URI_WITHOUT_FRAGMENT = url(
  `must be an absolute https URI ${EXCEPT_LOOPBACK} without fragment, wildcard, user or password`,
  (parsed, text) => isSecure(parsed) && !text.includes('#'),
);

/** @see RFC 6749 §3.1.2 */
export const REDIRECT_URI = url(
  `must be an absolute https URI ${EXCEPT_LOOPBACK} without fragment, wildcard, user or password, at a host that looks like no other`,
  (parsed, text) => isSecure(parsed) && !text.includes('#') && isHonestHost(parsed.hostname),
);

/**
 * Where the broker itself calls. What it resolves to is looked at when it is called.
 * @see OpenID Connect Back-Channel Logout §2.2
 */
export const CALLBACK_URI = URI_WITHOUT_FRAGMENT;

/** @see RFC 8414 §2 */
export const ISSUER = url(
  `must be an https URL ${EXCEPT_LOOPBACK} without query or fragment`,
  (parsed, text) => isSecure(parsed) && !/[?#]/.test(text),
);

export const HTTPS_URI = url(`must be an absolute https URI ${EXCEPT_LOOPBACK}`, isSecure);

/** A link that a page offers, so nothing that would run in that page. */
const RUNS_IN_THE_PAGE = ['javascript:', 'data:', 'vbscript:', 'blob:', 'file:', 'about:', 'http:'];
export const APP_LINK = url(
  `must be an absolute https URI ${EXCEPT_LOOPBACK} or a link with the app's own scheme, without fragment`,
  (parsed, text) => !text.includes('#') && (isSecure(parsed) || !RUNS_IN_THE_PAGE.includes(parsed.protocol)),
);

export const DOMAIN: TextRule = {
  expected:
    'must be a host name in lower case (xn-- for other scripts, none of which looks like another), with a port only if it is not the default',
  test: (text) => {
    const parsed = strictUrl(`https://${text}`);
    return parsed?.host === text && isHonestHost(parsed.hostname);
  },
};

/** Whether an address lies at the domain or below it. */
export function isAt(address: string, domain: string): boolean {
  const { hostname } = new URL(address);
  const wanted = new URL(`https://${domain}`).hostname;
  return hostname === wanted || hostname.endsWith(`.${wanted}`);
}
