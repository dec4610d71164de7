import { randomBytes } from 'node:crypto';
import type { FastifyInstance, FastifyReply } from 'fastify';
import { Webhook } from 'standardwebhooks';
import { PEOPLE } from '../people.js';
import { PROJECT_ROOT, serveFiles } from '../web/files.js';
import { guardPages } from '../web/guard.js';
import { languageOf } from '../web/language.js';
import { isSameOrigin } from '../web/same-origin.js';
import { readDelivery } from './delivery.js';
import { inboxPage } from './inbox-page.js';
import { Inboxes } from './inboxes.js';

/** Where a person looks at what their phone received. */
const INBOX_PATH = '/demo/inbox';

const GATEWAY_PATH = '/demo/gateway/messages';

/** A message is a few hundred bytes. */
const MOST_BYTES = 4_096;

/** Where the gateway takes messages, and what those who send have to sign them with. */
export interface GatewayAccess {
  readonly url: string;
  /** `whsec_` and Base64. */
  readonly key: string;
}

/** A customer of the gateway, as long as this process lives. */
export function makeGatewayAccess(publicOrigin: string): GatewayAccess {
  return { url: publicOrigin + GATEWAY_PATH, key: `whsec_${randomBytes(32).toString('base64')}` };
}

/** A gateway for text messages and e-mail whose messages go no further than to the phones of the demo's people. */
export async function gatewayRoutes(
  server: FastifyInstance,
  { publicOrigin, key }: { readonly publicOrigin: string; readonly key: string },
): Promise<void> {
  const webhook = new Webhook(key);
  const inboxes = new Inboxes();
  let isDown = false;

  guardPages(server, publicOrigin);
  server.removeAllContentTypeParsers();
  const limits = { bodyLimit: MOST_BYTES, parseAs: 'string' } as const;
  // What is signed is the text, byte for byte.
  server.addContentTypeParser('application/json', limits, (_request, body, done) => done(null, body));
  server.addContentTypeParser<string>('application/x-www-form-urlencoded', limits, (_request, body, done) =>
    done(null, new URLSearchParams(body)),
  );
  await serveFiles(server, {
    [`${INBOX_PATH}/inbox.css`]: new URL('./static/inbox.css', import.meta.url),
    [`${INBOX_PATH}/icon.svg`]: new URL('./static/icon.svg', import.meta.url),
    [`${INBOX_PATH}/inbox.js`]: new URL('dist/demo/gateway/page/inbox.js', PROJECT_ROOT),
  });

  server.post(GATEWAY_PATH, (request, reply) => {
    if (isDown) return refusal(reply, 503, 'temporarily_unavailable');
    const { 'webhook-id': id = '', ...headers } = request.headers as Record<string, string>;
    const body = typeof request.body === 'string' ? request.body : '';
    const signed = verified(() => webhook.verify(body, { ...headers, 'webhook-id': id }));
    if (!signed) return refusal(reply, 401, 'signature_invalid');
    const message = readDelivery(id, signed.content, Date.now());
    if (!message) return refusal(reply, 400, 'invalid_request');
    inboxes.deliver(message);
    return reply.code(204).send();
  });

  server.get(INBOX_PATH, (_request, reply) => reply.redirect(`${INBOX_PATH}/`, 308));

  server.get(`${INBOX_PATH}/`, (request, reply) => {
    const { person: id } = request.query as Readonly<Record<string, unknown>>;
    const person = PEOPLE.find((one) => one.id === id) ?? PEOPLE[0];
    const messages = inboxes.of([person.phone, person.email]);
    return reply
      .header('cache-control', 'no-store')
      .type('text/html; charset=utf-8')
      .send(inboxPage(languageOf(request, reply), { people: PEOPLE, person, messages, isDown }));
  });

  server.post(`${INBOX_PATH}/gateway`, (request, reply) => {
    if (!isSameOrigin(request, publicOrigin)) return refusal(reply, 403, 'origin_not_allowed');
    const form = request.body instanceof URLSearchParams ? request.body : new URLSearchParams();
    isDown = form.get('state') === 'down';
    return reply.redirect(`${INBOX_PATH}/?person=${encodeURIComponent(form.get('person') ?? '')}`, 303);
  });
}

/** What the package throws says no more than that it is not signed, or that it is not JSON. */
function verified(verify: () => unknown): { readonly content: unknown } | undefined {
  try {
    return { content: verify() };
  } catch {
    return undefined;
  }
}

function refusal(reply: FastifyReply, status: number, code: string): FastifyReply {
  return reply
    .code(status)
    .type('application/problem+json')
    .send(JSON.stringify({ type: 'about:blank', status, code }));
}
