import { problem } from '@saoma/protocol';
import { PhoneClient, type PhoneFetch } from './index.js';

const ID = 'ABCDEFGHIJKLMNOPQRSTUVWXYZ';
const DESKTOP = { id: ID, flow: 'code', signed_in_ms_ago: 60_000, last_seen_ms_ago: 0 };

interface Sent {
  readonly call: string;
  readonly body: string | undefined;
  readonly dpop: string | undefined;
}

describe('What is signed in, and how a person is reached', () => {
  let sent: Sent[];
  let answers: { readonly status: number; readonly body?: unknown }[];
  let phone: PhoneClient;

  beforeEach(() => {
    sent = [];
    const fetch: PhoneFetch = (url, { method, body, headers }) => {
      sent.push({ call: `${method} ${url.replace('https://broker.test', '')}`, body, dpop: headers['dpop'] });
      const { status, body: answer } = (answers.length > 1 ? answers.shift() : answers[0]) ?? { status: 500 };
      const text = answer === undefined ? '' : typeof answer === 'string' ? answer : JSON.stringify(answer);
      return Promise.resolve({
        status,
        headers: new Headers({ 'retry-after': '0' }),
        text: () => Promise.resolve(text),
      });
    };
    phone = new PhoneClient({
      broker: 'https://broker.test',
      fetch,
      accessToken: () => Promise.resolve('token'),
      proof: (method, url) => Promise.resolve(`${method} ${url}`),
    });
  });

  it('lists the computers that are signed in', async () => {
    answers = [{ status: 200, body: { desktops: [DESKTOP] } }];
    await expect(phone.desktops()).resolves.toEqual([DESKTOP]);
    expect(sent).toMatchObject([{ call: 'GET /v1/desktops', body: undefined }]);
  });

  it.each([{}, { desktops: {} }, { desktops: [{}] }, { desktops: [null] }, '<html>'])(
    'does not take %j for a list: an empty one would say that nobody is signed in',
    async (body) => {
      answers = [{ status: 200, body }];
      await expect(phone.desktops()).rejects.toMatchObject({ code: 'unexpected_answer' });
    },
  );

  type Act = (phone: PhoneClient) => Promise<void>;
  const acts: { what: string; act: Act; call: string; body?: string }[] = [
    { what: 'signs one out', act: (one) => one.signOut(ID), call: `DELETE /v1/desktops/${ID}?reason=signed_out` },
    {
      what: 'signs one out that never was the person’s doing',
      act: (one) => one.signOut(ID, { reason: 'not_me' }),
      call: `DELETE /v1/desktops/${ID}?reason=not_me`,
    },
    { what: 'signs all out', act: (one) => one.signOutAll(), call: 'DELETE /v1/desktops?reason=signed_out' },
    {
      what: 'lets no id reach another path',
      act: (one) => one.signOut('../x?y'),
      call: 'DELETE /v1/desktops/..%2Fx%3Fy?reason=signed_out',
    },
    {
      what: 'does not take no id for all of them',
      act: (one) => one.signOut(''),
      call: 'DELETE /v1/desktops/?reason=signed_out',
    },
    {
      what: 'says where notifications go',
      act: (one) => one.registerNotifications('h-1'),
      call: 'PUT /v1/notifications',
      body: '{"handle":"h-1"}',
    },
    { what: 'ends notifications', act: (one) => one.registerNotifications(null), call: 'DELETE /v1/notifications' },
    {
      what: 'chooses a code',
      act: (one) => one.chooseRequestCode('2468'),
      call: 'PUT /v1/request-code',
      body: '{"user_code":"2468"}',
    },
    { what: 'gives its code up', act: (one) => one.chooseRequestCode(null), call: 'DELETE /v1/request-code' },
  ];

  it.each(acts)('$what', async ({ act, call, body }) => {
    answers = [{ status: 204 }];
    await expect(act(phone)).resolves.toBeUndefined();
    expect(sent).toMatchObject([{ call, body }]);
  });

  it.each(acts)('$what: only when the broker says so, and not a captive portal', async ({ act }) => {
    answers = [{ status: 200, body: '<html>Welcome</html>' }];
    await expect(act(phone)).rejects.toMatchObject({ code: 'unexpected_answer' });
  });

  it('RFC 9449 §4.2: proves the address without its query', async () => {
    answers = [{ status: 204 }];
    await phone.signOut(ID, { reason: 'not_me' });
    expect(sent[0]?.dpop).toBe(`DELETE https://broker.test/v1/desktops/${ID}`);
  });

  it('asks again when the answer was lost', async () => {
    answers = [{ status: 503 }, { status: 204 }];
    await phone.signOut(ID);
    expect(sent.map(({ call }) => call)).toEqual(Array(2).fill(`DELETE /v1/desktops/${ID}?reason=signed_out`));
  });

  it('says that a computer is no longer there', async () => {
    answers = [{ status: 404, body: problem('not_found', 'https://broker.test') }];
    await expect(phone.signOut(ID)).rejects.toMatchObject({
      code: 'not_found',
      tell: { en: 'It is no longer there.' },
    });
  });
});
