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
    server.post<{ Params: { who: string } }>('/change/:who', (request, reply) => {
      visits.change(request, reply, request.params.who, `sign-in of ${request.params.who}`);
      return reply.send();
    });
    server.post<{ Params: { who: string } }>('/phone-ends/:who', (request, reply) =>
      reply.header('set-cookie', String(visits.endSignIn(`sign-in of ${request.params.who}`).length)).send(),
    );
    server.get('/sign-in', (request, reply) => reply.send({ isSignedOut: visits.signInOf(request)?.isSignedOut }));
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

  it('is ended by their phone, also as whoever they changed to; an open page may ask, and nobody else is told', async () => {
    const signIn = async (cookie: string): Promise<unknown> =>
      (await fetch(`${address}/sign-in`, { headers: { cookie } })).json();
    const byPhone = await post('/change/as-enterprise', await post('/change/zhang'));
    const byPassword = await post('/enter/zhang');
    expect(await Promise.all([signIn(byPhone), signIn(byPassword)])).toEqual([{ isSignedOut: false }, {}]);
    expect(await post('/phone-ends/li')).toBe('0');
    expect(await post('/phone-ends/zhang')).toBe('1');
    expect(await signIn(byPhone)).toEqual({ isSignedOut: true });
    expect([await whoIs(byPhone), await whoIs(byPassword)]).toEqual([{ who: 'nobody' }, { who: 'zhang' }]);
    const anew = await post('/change/zhang', byPhone);
    expect(await whoIs(anew)).toEqual({ who: 'zhang' });
  });
});
