import { createHash } from 'node:crypto';
import { readFile } from 'node:fs/promises';
import { extname } from 'node:path';
import type { FastifyInstance } from 'fastify';

const TYPES: Readonly<Record<string, string>> = {
  '.css': 'text/css; charset=utf-8',
  '.js': 'text/javascript; charset=utf-8',
  '.svg': 'image/svg+xml',
  '.wasm': 'application/wasm',
};

/** The root of the project, from the sources and from the build alike. */
export const PROJECT_ROOT = new URL('../../../', import.meta.url);

/**
 * Serves a few files from memory, each at its address, revalidated by its digest.
 * @throws when one is not there, which means that the project is not built
 */
export async function serveFiles(server: FastifyInstance, files: Readonly<Record<string, URL>>): Promise<void> {
  for (const [address, location] of Object.entries(files)) {
    const content = await readFile(location).catch((cause: unknown) => {
      throw new Error(`The demo needs ${location.pathname}; run "npm run build" first.`, { cause });
    });
    const tag = `"${createHash('sha256').update(content).digest('base64url').slice(0, 22)}"`;
    server.get(address, (request, reply) => {
      void reply.header('etag', tag).header('cache-control', 'no-cache');
      if (request.headers['if-none-match'] === tag) return reply.code(304).send();
      return reply.type(TYPES[extname(location.pathname)] ?? 'application/octet-stream').send(content);
    });
  }
}
