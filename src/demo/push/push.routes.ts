import type { FastifyInstance } from 'fastify';
import type { DemoApp } from '../app/apps.js';
import { cookie, setCookie } from '../web/cookies.js';
import { EventStreams } from '../web/event-streams.js';
import { isId, randomId } from '../web/random-id.js';
import { isSameOrigin } from '../web/same-origin.js';
import { type PushReader, pushReader } from './signed-push.js';

const COOKIE = 'push';
const YEAR_SECONDS = 31_536_000;
/** A push is a few hundred bytes. */
const MOST_BYTES = 4_096;

/** Where the broker tells an app's push service that something waits. */
export const pushPath = ({ path }: Pick<DemoApp, 'path'>): string => `${path}/push/deliveries`;

/**
 * The app's own push service, as phones and the broker know it:
 * - `POST push` answers `{ handle }`: what this phone registers with the broker (`PUT /v1/notifications`);
 * - `GET push` is an event stream; `wake` says that something waits, so that the app asks the broker what;
 * - `POST push/deliveries` takes the broker's word, signed.
 *
 * The handle is in a cookie, because it is in no address.
 */
export async function pushRoutes(
  server: FastifyInstance,
  { publicOrigin, app }: { readonly publicOrigin: string; readonly app: DemoApp },
): Promise<void> {
  const path = `${app.path}/push`;
  const phones = new EventStreams();
  const read: PushReader = pushReader(publicOrigin, publicOrigin + app.path);
  const cookies = { path, secure: publicOrigin.startsWith('https:'), lifeSeconds: YEAR_SECONDS };

  server.removeAllContentTypeParsers();
  server.addContentTypeParser('*', { bodyLimit: MOST_BYTES, parseAs: 'string' }, (_request, body, done) =>
    done(null, body),
  );
  server.addHook('preClose', async () => phones.close());

  server.post(path, (request, reply) => {
    if (!isSameOrigin(request, publicOrigin)) return reply.code(403).send({ error: 'access_denied' });
    const known = cookie(request, COOKIE);
    const handle = isId(known) ? known : randomId();
    setCookie(reply, COOKIE, handle, cookies);
    return reply.header('cache-control', 'no-store').send({ handle });
  });

  server.get(path, (request, reply) => {
    const handle = cookie(request, COOKIE);
    return isId(handle) ? phones.open(reply, handle) : reply.code(404).send({ error: 'no_handle' });
  });

  server.post(pushPath(app), async (request, reply) => {
    const handle = await read(typeof request.body === 'string' ? request.body : '');
    if (handle === undefined) return reply.code(401).send({ error: 'invalid_signature' });
    phones.tell(handle, 'wake');
    return reply.code(204).send();
  });
}
