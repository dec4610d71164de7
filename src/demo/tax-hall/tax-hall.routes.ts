import type { FastifyInstance } from 'fastify';
import { ResponseBodyError } from 'openid-client';
import { formField, openPages, sendPage } from '../site/routes.js';
import { Visits } from '../site/visits.js';
import { EventStreams } from '../web/event-streams.js';
import { PROJECT_ROOT } from '../web/files.js';
import { LANGUAGE_TAGS, languageOf } from '../web/language.js';
import { randomId } from '../web/random-id.js';
import type { AskedPerson } from './asked-person.js';
import { type Counter, makeBindingMessage } from './counter.js';
import { counterPage, type Order, requestPage } from './pages.js';
import { PING_PATH, TAX_HALL } from './site.js';
import { MATTERS, type Problem } from './texts.js';

interface Parts {
  readonly publicOrigin: string;
  readonly counter: Counter;
}

/** What a counter's screen is about. */
interface Request {
  readonly key: string;
  readonly order: Order;
  readonly bindingMessage: string;
  readonly person: AskedPerson;
}

const TAXPAYER_NUMBER = /^\d{8}$/;
const MOST_BYTES = 8_192;

/** A counter with a clerk. The person stands before it with nothing but their phone. */
export async function taxHallRoutes(server: FastifyInstance, { publicOrigin, counter }: Parts): Promise<void> {
  const { path } = TAX_HALL;
  const requests = new Visits<Request>(
    { path, secure: publicOrigin.startsWith('https:') },
    { name: 'counter', lifeMs: 15 * 60_000 },
  );
  const streams = new EventStreams();
  server.addHook('preClose', async () => streams.close());

  await server.register(async (pages) => {
    await openPages(pages, { publicOrigin, site: TAX_HALL }, new URL('./static/', import.meta.url), {
      'request.js': new URL('dist/demo/tax-hall/page/request.js', PROJECT_ROOT),
    });

    pages.get(`${path}/`, (request, reply) => sendPage(reply, 200, counterPage(languageOf(request, reply))));

    pages.post(`${path}/requests`, async (request, reply) => {
      const language = languageOf(request, reply);
      const order: Order = {
        taxpayerNumber: formField(request, 'number').replaceAll(/\s/g, ''),
        matter: MATTERS.find((matter) => matter === formField(request, 'matter')) ?? MATTERS[0],
      };
      if (!TAXPAYER_NUMBER.test(order.taxpayerNumber)) {
        return sendPage(reply, 422, counterPage(language, order, 'number'));
      }
      const [key, bindingMessage] = [randomId(), makeBindingMessage()];
      try {
        const person = await counter.ask(order.taxpayerNumber, bindingMessage, LANGUAGE_TAGS[language], () =>
          streams.tell(key, 'decided'),
        );
        requests.enter(request, reply, { key, order, bindingMessage, person });
        return await reply.redirect(`${path}/request`, 303);
      } catch (error) {
        request.log.warn({ reason: error instanceof Error ? error.name : 'unknown' }, 'nobody could be asked');
        const problem: Problem = error instanceof ResponseBodyError && error.status === 429 ? 'tooMany' : 'later';
        return sendPage(reply, 503, counterPage(language, order, problem));
      }
    });

    pages.get(`${path}/request`, (request, reply) => {
      const current = requests.of(request);
      if (!current) return reply.redirect(`${path}/`, 303);
      const { order, bindingMessage, person } = current;
      return sendPage(reply, 200, requestPage(languageOf(request, reply), order, bindingMessage, person.outcome));
    });

    pages.get(`${path}/request/events`, (request, reply) => {
      const current = requests.of(request);
      if (!current) return reply.code(204).send();
      void streams.open(reply, current.key);
      // What was decided before the page listened.
      if (current.person.outcome.kind !== 'waiting') streams.tell(current.key, 'decided');
      return reply;
    });
  });

  // The broker calls here, and proves itself by the token that it was given for it.
  await server.register(async (calls) => {
    calls.removeAllContentTypeParsers();
    calls.addContentTypeParser(
      'application/json',
      { bodyLimit: MOST_BYTES, parseAs: 'string' },
      calls.getDefaultJsonParser('error', 'error'),
    );
    calls.post(PING_PATH, (request, reply) => {
      const [, token = ''] = /^Bearer ([\w-]+)$/.exec(request.headers.authorization ?? '') ?? [];
      const { auth_req_id: authReqId } = Object(request.body) as Readonly<Record<string, unknown>>;
      return reply.code(counter.ping(token, authReqId) ? 204 : 401).send();
    });
  });
}
