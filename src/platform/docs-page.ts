import type { FastifyInstance } from 'fastify';
import { inlineSource } from './html.js';

/** Where people read about the API. */
export const DOCS = 'docs';

/** Its page and everything that it loads. */
const OF_DOCS = new RegExp(`^/${DOCS}(?:[/?]|$)`);

const STYLE_SHEET = /<style>([^]*?)<\/style>/g;
const STYLE_ATTRIBUTE = / style="([^"]*)"/g;

/**
 * Gives the documentation's page a policy: its scripts are files of ours, and of what is inline only the style sheets that the
 * library has put into the page, by their hashes.
 */
export function guardDocsPage(server: FastifyInstance): void {
  server.addHook('onSend', (request, reply, payload, done) => {
    const isPage = String(reply.getHeader('content-type')).startsWith('text/html');
    if (isPage && typeof payload === 'string' && OF_DOCS.test(request.url)) {
      reply.header('content-security-policy', docsPolicy(payload));
    }
    done();
  });
}

function docsPolicy(page: string): string {
  const inline = (pattern: RegExp): string[] =>
    [...page.matchAll(pattern)].map(([, content = '']) => inlineSource(content));
  return [
    "default-src 'none'",
    "script-src 'self'",
    ["style-src 'self'", ...inline(STYLE_SHEET)].join(' '),
    ["style-src-attr 'unsafe-hashes'", ...inline(STYLE_ATTRIBUTE)].join(' '),
    "img-src 'self' data:",
    "connect-src 'self'",
    "base-uri 'none'",
    "form-action 'none'",
    "frame-ancestors 'none'",
  ].join('; ');
}
