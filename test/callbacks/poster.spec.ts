import type { LookupAddress } from 'node:dns';
import { type Answer, Poster } from '../../src/callbacks/poster.js';
import { PublicAddresses } from '../../src/callbacks/public-addresses.js';
import { until } from '../servers/deadline.js';
import { freePorts } from '../servers/free-port.js';
import { HANG, HANG_UP, Listener, status } from './listener.js';

const MESSAGE = { headers: { 'content-type': 'text/plain', authorization: 'Bearer CANARY' }, body: 'CANARY' };
const REFUSED: Answer = { failure: 'ADDRESS_NOT_ALLOWED' };

const v4 = (address: string): LookupAddress => ({ address, family: 4 });

describe('a call to somebody’s service', () => {
  let service: Listener;
  const posters: Poster[] = [];

  beforeEach(async () => {
    service = await Listener.open('0.0.0.0');
  });

  afterEach(async () => {
    await Promise.all(posters.splice(0).map((poster) => poster.destroy()));
    await service.close();
  });

  /** A resolver's answers, one look at a time; the names that it was asked for. */
  function poster(networks: string[], ...told: LookupAddress[][]): { poster: Poster; asked: string[]; post: Post } {
    const asked: string[] = [];
    const made = new Poster(new PublicAddresses(networks), {
      ...(told.length > 0 && {
        resolve: (name, tell) => {
          asked.push(name);
          const found = told.shift();
          if (found) tell(null, found);
          else tell(Object.assign(new Error('nobody'), { code: 'ENOTFOUND' }), []);
        },
      }),
    });
    posters.push(made);
    return { poster: made, asked, post: (host, path = '/told') => made.post(service.url(path, host), MESSAGE) };
  }
  type Post = (host: string, path?: string) => Promise<Answer>;

  it('takes what is to be told, whole, to the path and query that were registered', async () => {
    const { post } = poster(['127.0.0.0/8']);
    await expect(post('127.0.0.1', '/told?tenant=7')).resolves.toEqual({ status: 204 });
    expect(service.calls).toEqual([
      expect.objectContaining({
        method: 'POST',
        path: '/told?tenant=7',
        body: 'CANARY',
        headers: expect.objectContaining({ authorization: 'Bearer CANARY', 'content-type': 'text/plain' }),
      }),
    ]);
  });

  it.each(['127.0.0.1', 'localhost', '[::1]', '[::ffff:127.0.0.1]', '[::ffff:7f00:1]', '2130706433', '0x7f.1', '0'])(
    'never reaches http://%s, which is this machine',
    async (host) => {
      await expect(poster([]).post(host)).resolves.toEqual(REFUSED);
      await expect(poster(['10.0.0.0/8']).post(host)).resolves.toEqual(REFUSED);
      expect(service.connections).toBe(0);
    },
  );

  it.each([
    ['a private address', [v4('10.0.0.7')]],
    ['this machine', [v4('127.0.0.1')]],
    ['the cloud’s own', [v4('169.254.169.254')]],
    ['private ones only', [v4('192.168.1.1'), { address: 'fd00::1', family: 6 }]],
    ['a translator', [{ address: '64:ff9b::7f00:1', family: 6 }]],
  ])('never reaches a name that leads to %s', async (_, addresses) => {
    const { post, asked } = poster([], addresses);
    await expect(post('portal.example.cn')).resolves.toEqual(REFUSED);
    expect(asked).toEqual(['portal.example.cn']);
    expect(service.connections).toBe(0);
  });

  it('looks at the address of every connection anew, and connects to the one that it looked at', async () => {
    const { post, asked } = poster(['127.0.0.1'], [v4('127.0.0.1')], [v4('127.0.0.2')], [v4('127.0.0.1')]);
    // The name is rebound between two calls, and back.
    await expect(post('portal.example.cn')).resolves.toEqual({ status: 204 });
    await expect(post('portal.example.cn')).resolves.toEqual(REFUSED);
    await expect(post('portal.example.cn')).resolves.toEqual({ status: 204 });
    expect(asked).toHaveLength(3);
    expect(service.connections).toBe(2);
  });

  it('goes to the allowed one of a name’s addresses', async () => {
    const { post } = poster(['127.0.0.1'], [v4('127.0.0.2'), v4('10.0.0.1'), v4('127.0.0.1')]);
    await expect(post('portal.example.cn')).resolves.toEqual({ status: 204 });
  });

  it('is plain on this machine only', async () => {
    const { post } = poster(['10.0.0.0/8'], [v4('10.0.0.1')], [v4('93.184.215.14')]);
    await expect(post('portal.example.cn')).resolves.toEqual(REFUSED);
    await expect(post('portal.example.cn')).resolves.toEqual(REFUSED);
  });

  it('by https demands TLS, and sends nothing where there is none', async () => {
    const { poster: made } = poster(['127.0.0.1']);
    const answer = await made.post(`https://127.0.0.1:${service.port}/told`, MESSAGE);
    expect(answer).toEqual({ failure: expect.stringMatching(/SSL|EPROTO/) });
    expect(service.connections).toBe(1);
    expect(service.calls).toEqual([]);
  });

  it.each([301, 302, 303, 307, 308])('is not sent on after a %i', async (code) => {
    service.answers.push(status(code, { location: service.url('/elsewhere') }));
    await expect(poster(['127.0.0.1']).post('127.0.0.1')).resolves.toEqual({ status: code });
    expect(service.calls.map(({ path }) => path)).toEqual(['/told']);
  });

  it('is over when the service has said what came of it, however long it goes on', async () => {
    let isCut = false;
    service.answers.push((response) => {
      response.writeHead(200).on('close', () => (isCut = true));
      const more = (): void => {
        while (!response.destroyed && response.write('x'.repeat(16_384)));
        if (!response.destroyed) response.once('drain', more);
      };
      more();
    });
    await expect(poster(['127.0.0.1']).post('127.0.0.1')).resolves.toEqual({ status: 200 });
    await until(
      'connection that was cut',
      () => isCut,
      (cut) => cut,
    );
  });

  it('is given up when nothing comes back in time', async () => {
    service.answers.push(HANG);
    const hasty = new Poster(new PublicAddresses(['127.0.0.1']), { attemptMs: 400 });
    posters.push(hasty);
    await expect(hasty.post(service.url('/told'), MESSAGE)).resolves.toEqual({ failure: 'TimeoutError' });
  });

  it('says in a word what failed, and nothing of what was sent', async () => {
    const { post, poster: made } = poster(['127.0.0.1']);
    service.answers.push(HANG_UP);
    await expect(post('127.0.0.1')).resolves.toEqual({ failure: 'UND_ERR_SOCKET' });
    const [free] = await freePorts(1);
    await expect(made.post(`http://127.0.0.1:${free}/`, MESSAGE)).resolves.toEqual({ failure: 'ECONNREFUSED' });
    const lost = poster(['127.0.0.1'], [v4('127.0.0.1')]);
    await expect(lost.post('portal.example.cn')).resolves.toEqual({ status: 204 });
    await expect(lost.post('portal.example.cn')).resolves.toEqual({ failure: 'ENOTFOUND' });
    await expect(made.post('no address', MESSAGE)).resolves.toEqual({ failure: 'ERR_INVALID_URL' });
    const unsendable = { headers: { authorization: 'Bearer CANARY\r\nhost: evil.test' }, body: '' };
    await expect(made.post(service.url('/told'), unsendable)).resolves.toEqual({ failure: 'UND_ERR_INVALID_ARG' });
  });
});
