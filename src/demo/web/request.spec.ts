import fastify, { type FastifyInstance } from 'fastify';
import { languageOf } from './language.js';
import { isSameOrigin } from './same-origin.js';

const ORIGIN = 'http://127.0.0.1:3000';

describe('What a request says', () => {
  let server: FastifyInstance;
  let address: string;
  beforeEach(async () => {
    server = fastify();
    server.get('/language', (request, reply) => reply.send({ language: languageOf(request, reply) }));
    server.post('/origin', (request) => ({ same: isSameOrigin(request, ORIGIN) }));
    address = await server.listen({ port: 0, host: '127.0.0.1' });
  });
  afterEach(() => server.close());

  it.each([
    ['', 'zh'],
    ['de, fr;q=0.9', 'zh'],
    ['en-GB,en;q=0.9', 'en'],
    ['en;q=0.5, zh-TW;q=0.8', 'zh'],
    ['zh;q=0.5, de, en;q=0.8', 'en'],
  ])('with languages "%s" asks for %s', async (languages, expected) => {
    const answer = await fetch(`${address}/language`, { headers: { 'accept-language': languages } });
    expect(await answer.json()).toEqual({ language: expected });
  });

  it('is in the language that was chosen, and stays there', async () => {
    const headers = { 'accept-language': 'zh' };
    const chosen = await fetch(`${address}/language?lang=en`, { headers });
    expect(await chosen.json()).toEqual({ language: 'en' });
    const cookie = String(chosen.headers.get('set-cookie')).split(';')[0]!;
    const later = await fetch(`${address}/language`, { headers: { ...headers, cookie: `other=1; ${cookie}` } });
    expect(await later.json()).toEqual({ language: 'en' });
  });

  it.each(['de', 'en-US', '', 'zh%22%3E'])('cannot choose the language %j', async (language) => {
    const answer = await fetch(`${address}/language?lang=${language}`, { headers: { 'accept-language': 'en' } });
    expect(await answer.json()).toEqual({ language: 'en' });
    expect(answer.headers.get('set-cookie')).toBeNull();
  });

  it.each([
    [true, { 'sec-fetch-site': 'same-origin' }],
    [true, { origin: ORIGIN }],
    [false, {}],
    [false, { origin: 'null' }],
    [false, { origin: 'http://127.0.0.1:3001' }],
    [false, { 'sec-fetch-site': 'same-site', origin: ORIGIN }],
    [false, { 'sec-fetch-site': 'cross-site' }],
    [false, { 'sec-fetch-site': 'none' }],
  ])('is from our own page: %j, with %j', async (same, headers) => {
    const answer = await fetch(`${address}/origin`, { method: 'POST', headers: new Headers(headers) });
    expect(await answer.json()).toEqual({ same });
  });
});
