import type { FastifyInstance } from 'fastify';
import { openSite, sendPage } from '../site/routes.js';
import { languageOf } from '../web/language.js';
import { indexPage, type WorldFacts } from './page.js';
import { WORLD } from './texts.js';

/** The page from which a person finds their way in the world: what there is, who there is, and their passwords. */
export async function indexRoutes(
  server: FastifyInstance,
  { publicOrigin, ...facts }: WorldFacts & { readonly publicOrigin: string },
): Promise<void> {
  await openSite(server, { publicOrigin, site: WORLD }, new URL('./static/', import.meta.url));
  server.get(`${WORLD.path}/`, (request, reply) => sendPage(reply, 200, indexPage(languageOf(request, reply), facts)));
}
