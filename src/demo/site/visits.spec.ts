import fastify, { type FastifyInstance } from 'fastify';
import { Visits } from './visits.js';

const COOKIES = { path: '/', secure: false };

describe('Who is signed in at a site', () => {
  let server: FastifyInstance;
  let address: string;
  beforeEach(async () => {
    const visits = new Visits<string>(COOKIES);
    server = fastify();
    server.get('/', (request, reply) => reply.send({ who: visits.of(request) ?? 'nobody' }));
    server.post<{ Params: { who: string } }>('/enter/:who', (request, reply) => {
      visits.enter(request, reply, request.params.who);
      return reply.send();
    });
    server.post('/leave', (request, reply) => {
      visits.leave(request, reply);
      return reply.send();
    });
    server.post<{ Params: { who: string } }>('/end/:who', (request, reply) => {
      visits.end((visitor) => visitor === request.params.who, request);
      return reply.send();
    });
    address = await server.listen({ port: 0, host: '127.0.0.1' });
  });
  afterEach(() => server.close());

  const post = async (path: string, cookie = ''): Promise<string> => {
    const { headers } = await fetch(address + path, { method: 'POST', headers: { cookie } });
    return String(headers.get('set-cookie')).split(';')[0]!;
  };
  const whoIs = async (cookie: string): Promise<unknown> => (await fetch(address, { headers: { cookie } })).json();

  it('is known by a cookie that is new each time, and the one before is worth nothing', async () => {
    const planted = await post('/enter/zhang');
    const own = await post('/enter/li', planted);
    expect(own).not.toBe(planted);
    expect([await whoIs(own), await whoIs(planted)]).toEqual([{ who: 'li' }, { who: 'nobody' }]);
  });

  it('is nobody once they left, whoever kept the cookie', async () => {
    const cookie = await post('/enter/zhang');
    expect(await post('/leave', cookie)).toBe('visit=');
    expect(await whoIs(cookie)).toEqual({ who: 'nobody' });
  });

  it('may be ended everywhere but here, and nobody else with them', async () => {
    const [here, elsewhere, other] = [await post('/enter/zhang'), await post('/enter/zhang'), await post('/enter/li')];
    await post('/end/zhang', here);
    expect([await whoIs(here), await whoIs(elsewhere), await whoIs(other)]).toEqual([
      { who: 'zhang' },
      { who: 'nobody' },
      { who: 'li' },
    ]);
    await post('/end/zhang');
    expect(await whoIs(here)).toEqual({ who: 'nobody' });
  });
});
