import { KeyFetch } from '../../src/callbacks/key-fetch.js';
import { PublicAddresses } from '../../src/callbacks/public-addresses.js';
import { until } from '../servers/deadline.js';
import { HANG, Listener, type Reply, status } from './listener.js';

const KEYS = '{"keys":[]}';
const withKeys =
  (headers: Readonly<Record<string, string>> = {}): Reply =>
  (response) =>
    response.writeHead(200, { 'content-type': 'application/jwk-set+json', ...headers }).end(KEYS);

describe('a look at somebody’s public keys', () => {
  let server: Listener;
  const fetches: KeyFetch[] = [];

  beforeEach(async () => {
    server = await Listener.open('0.0.0.0');
  });

  afterEach(async () => {
    await Promise.all(fetches.splice(0).map((one) => one.destroy()));
    await server.close();
  });

  const fetchTo = (networks: readonly string[], options = {}): KeyFetch => {
    const made = new KeyFetch(new PublicAddresses(networks), options);
    fetches.push(made);
    return made;
  };
  const look = (host = '127.0.0.1', networks = ['127.0.0.1']): Promise<Response> =>
    fetchTo(networks).fetch(server.url('/jwks?tenant=7', host));

  it('brings them, with how long they may be kept', async () => {
    server.answers.push(withKeys({ 'cache-control': 'max-age=60', expires: 'never', 'x-internal': 'no' }));
    const answer = await look();
    expect([answer.status, await answer.text()]).toEqual([200, KEYS]);
    expect(Object.fromEntries(answer.headers)).toEqual({
      'content-type': 'application/jwk-set+json',
      'cache-control': 'max-age=60',
      expires: 'never',
    });
    expect(server.calls).toMatchObject([{ method: 'GET', path: '/jwks?tenant=7' }]);
  });

  it.each(['127.0.0.1', 'localhost', '[::ffff:127.0.0.1]', '2130706433', '0x7f.1', '0177.0.0.1', '0', '[::]'])(
    'never reaches http://%s, which is this machine',
    async (host) => {
      await expect(look(host, [])).rejects.toMatchObject({ code: 'ADDRESS_NOT_ALLOWED' });
      await expect(look(host, ['10.0.0.0/8'])).rejects.toMatchObject({ code: 'ADDRESS_NOT_ALLOWED' });
      expect(server.connections).toBe(0);
    },
  );

  it('never reaches a name that leads to the cloud’s own, and connects to the address that it looked at', async () => {
    const led = [['169.254.169.254'], ['127.0.0.1'], ['127.0.0.2']];
    const { fetch } = fetchTo(['127.0.0.1'], {
      resolve: (_: string, told: (error: null, found: object[]) => void) => {
        told(
          null,
          (led.shift() ?? []).map((address) => ({ address, family: 4 })),
        );
      },
    });
    server.answers.push(withKeys());
    const uri = server.url('/jwks', 'portal.example.cn');
    await expect(fetch(uri)).rejects.toMatchObject({ code: 'ADDRESS_NOT_ALLOWED' });
    await expect(fetch(uri)).resolves.toMatchObject({ status: 200 });
    await expect(fetch(uri)).rejects.toMatchObject({ code: 'ADDRESS_NOT_ALLOWED' });
    expect(server.connections).toBe(1);
  });

  it.each([301, 302, 303, 307, 308])('is not sent on after a %i', async (code) => {
    server.answers.push(status(code, { location: server.url('/elsewhere') }));
    await expect(look()).resolves.toMatchObject({ status: code });
    expect(server.calls.map(({ path }) => path)).toEqual(['/jwks?tenant=7']);
  });

  it('comes back empty-handed from an answer without a body', async () => {
    await expect(look()).resolves.toMatchObject({ status: 204, body: null });
  });

  it('is given up, and the line cut, when there is no end of them', async () => {
    let isCut = false;
    server.answers.push((response) => {
      response.writeHead(200).on('close', () => (isCut = true));
      const more = (): void => {
        while (!response.destroyed && response.write('x'.repeat(16_384)));
        if (!response.destroyed) response.once('drain', more);
      };
      more();
    });
    await expect(look()).rejects.toMatchObject({ code: 'ANSWER_TOO_LONG' });
    await until(
      'connection that was cut',
      () => isCut,
      (cut) => cut,
    );
  });

  it.each<[string, Reply]>([
    ['nothing comes back', HANG],
    ['an answer does not end', (response) => response.writeHead(200).write('{')],
  ])('is given up when %s in time', async (_, reply) => {
    server.answers.push(reply);
    const hasty = fetchTo(['127.0.0.1'], { fetchMs: 400 });
    await expect(hasty.fetch(server.url('/jwks'))).rejects.toMatchObject({ name: 'TimeoutError' });
  });
});
