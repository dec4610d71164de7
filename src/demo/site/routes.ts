import type { FastifyInstance, FastifyReply, FastifyRequest } from 'fastify';
import { serveFiles } from '../web/files.js';
import { guardPages } from '../web/guard.js';
import { isSameOrigin } from '../web/same-origin.js';
import type { BrokerClient } from './broker-client.js';
import type { Site } from './sites.js';

declare module 'fastify' {
  interface FastifyContextConfig {
    /** Not for pages of ours: whoever calls proves who they are by what they send. */
    readonly isForOthers?: boolean;
  }
}

/** What a site is made from. */
export interface SiteParts {
  readonly publicOrigin: string;
  readonly site: Site;
  readonly broker: BrokerClient;
  /** The demo's passwords by the people's ids, made when it started. */
  readonly passwords: ReadonlyMap<string, string>;
}

/** A form of ours is a few fields; nobody else's business is larger. */
const MOST_BYTES = 4_096;

/**
 * What every site of the demo begins with: the guards of its pages, forms from nowhere but its own pages, and its files.
 * @param statics folder with the site's `look.css` and `emblem.svg`
 * @param files more of its own, by their names below its path
 */
export async function openPages(
  server: FastifyInstance,
  { publicOrigin, site }: { readonly publicOrigin: string; readonly site: Pick<Site, 'path'> },
  statics: URL,
  files: Readonly<Record<string, URL>> = {},
): Promise<void> {
  guardPages(server, publicOrigin);
  server.addHook('onRequest', async (request, reply) => {
    const changes = request.method !== 'GET' && request.method !== 'HEAD';
    const { isForOthers = false } = request.routeOptions.config;
    return changes && !isForOthers && !isSameOrigin(request, publicOrigin)
      ? problem(reply, 403, 'origin_not_allowed')
      : undefined;
  });
  server.removeAllContentTypeParsers();
  const limits = { bodyLimit: MOST_BYTES, parseAs: 'string' } as const;
  server.addContentTypeParser('application/x-www-form-urlencoded', limits, (_request, body, done) =>
    done(null, new URLSearchParams(typeof body === 'string' ? body : '')),
  );
  // Whatever else is sent means nothing: what a call is about is in its address and its cookie.
  server.addContentTypeParser('*', limits, (_request, _body, done) => done(null));
  const named = {
    ...files,
    'site.css': new URL('./static/site.css', import.meta.url),
    'blocks.css': new URL('./static/blocks.css', import.meta.url),
    'look.css': new URL('look.css', statics),
    'emblem.svg': new URL('emblem.svg', statics),
  };
  await serveFiles(
    server,
    Object.fromEntries(Object.entries(named).map(([name, url]) => [`${site.path}/${name}`, url])),
  );
  server.get(site.path, (_request, reply) => reply.redirect(`${site.path}/`, 308));
}

/** The same for a site whose pages show the broker's elements. */
export function openSite(...[server, parts, statics, files]: Parameters<typeof openPages>): Promise<void> {
  return openPages(server, parts, statics, {
    ...files,
    'when-over.js': new URL('./when-over.js', import.meta.url),
    'signed-out-watch.js': new URL('./signed-out-watch.js', import.meta.url),
    'saoma-login.js': new URL(import.meta.resolve('@saoma/browser/saoma-login.js')),
    'saoma-one-time-code.js': new URL(import.meta.resolve('@saoma/browser/saoma-one-time-code.js')),
  });
}

/** One field of the form that was sent; empty if it was not. */
export function formField({ body }: FastifyRequest, name: string): string {
  return (body instanceof URLSearchParams ? body.get(name) : undefined) ?? '';
}

/** A page that may hold what is nobody else's business. */
export function sendPage(reply: FastifyReply, status: number, markup: string): FastifyReply {
  return reply.code(status).header('cache-control', 'no-store').type('text/html; charset=utf-8').send(markup);
}

/**
 * A refusal for the script of a page (RFC 9457). The codes of the broker it knows; a 4xx of ours makes it look whether
 * its page is still there (when-over.ts).
 */
export function problem(reply: FastifyReply, status: number, code: string): FastifyReply {
  return reply
    .code(status)
    .header('cache-control', 'no-store')
    .type('application/problem+json')
    .send(JSON.stringify({ type: 'about:blank', status, code }));
}
