import { once } from 'node:events';
import { createServer, type IncomingMessage, type ServerResponse } from 'node:http';
import type { AddressInfo } from 'node:net';
import { text } from 'node:stream/consumers';
import { Webhook } from 'standardwebhooks';
import { MessageNotSent } from '../../src/core/ports.js';
import { makeSenders } from '../../src/factors/senders.js';
import { WebhookSender } from '../../src/factors/webhook-sender.js';
import { codeMessage, SECRETS } from './code-message.js';

const KEY = `whsec_${Buffer.alloc(32, 7).toString('base64')}`;
/** Without the pauses, and with a deadline that nothing meets that answers at all. */
const EAGER = { attemptMs: 60_000, pausesMs: [1, 1] };

interface Call {
  readonly headers: Record<string, string>;
  readonly body: string;
}

/** How the gateway answers one call. */
type Answer = (response: ServerResponse, request: IncomingMessage) => unknown;

const status =
  (code: number, headers = {}): Answer =>
  (response) =>
    response.writeHead(code, headers).end(`about ${SECRETS.number} and ${SECRETS.code}`);
const HANG: Answer = () => undefined;
const HANG_UP: Answer = (response) => response.destroy();

describe('A code by webhook', () => {
  let calls: Call[];
  let answers: Answer[];
  let url: string;
  const server = createServer((request, response) => {
    void text(request).then((body) => {
      calls.push({ headers: request.headers as Record<string, string>, body });
      (answers.shift() ?? status(204))(response, request);
    });
  });

  beforeAll(async () => {
    await once(server.listen(0, '127.0.0.1'), 'listening');
    url = `http://127.0.0.1:${(server.address() as AddressInfo).port}/messages`;
  });
  beforeEach(() => {
    calls = [];
    answers = [];
  });
  afterAll(() => {
    server.closeAllConnections();
    server.close();
  });

  const send = (patience = EAGER) => new WebhookSender('sms', { url, key: KEY }, patience).send(codeMessage());

  async function failure(patience = EAGER): Promise<string> {
    const error: unknown = await send(patience).catch((reason: unknown) => reason);
    expect(error).toBeInstanceOf(MessageNotSent);
    const { message, stack, cause } = error as MessageNotSent;
    const told = [message, stack, (cause as Error).stack, JSON.stringify(cause)].join('\n');
    for (const secret of [...Object.values(SECRETS), KEY, url]) expect(told).not.toContain(secret);
    return (cause as Error).message;
  }

  it('is signed with each of several keys, so that the receiver may change over when it likes', async () => {
    const next = `whsec_${Buffer.alloc(32, 8).toString('base64')}`;
    await new WebhookSender('sms', { url, key: `${next} ${KEY}` }, EAGER).send(codeMessage());
    const { headers, body } = calls[0]!;
    for (const key of [KEY, next])
      expect(new Webhook(key).verify(body, headers)).toMatchObject({ type: 'one_time_code' });
    const other = `whsec_${Buffer.alloc(32, 9).toString('base64')}`;
    expect(() => new Webhook(other).verify(body, headers)).toThrow('No matching signature');
  });

  it('is signed as the standard says, and holds what a gateway needs for its templates', async () => {
    await send();
    expect(calls).toHaveLength(1);
    const { headers, body } = calls[0]!;
    expect(new Webhook(KEY).verify(body, headers)).toEqual({
      type: 'one_time_code',
      channel: 'sms',
      to: '+8613800000142',
      text: expect.stringContaining(SECRETS.code),
      code: SECRETS.code,
      language: 'zh',
      expires_in_ms: 300_000,
      portal: { zh: '云海电子税务局', en: 'Yunhai Tax Bureau' },
      purpose: 'step_up',
    });
    expect(headers).toMatchObject({ 'webhook-id': 'm-9f2c71d04be8', 'content-type': 'application/json' });
    expect(() => new Webhook(KEY).verify(body.replace('142', '143'), headers)).toThrow('No matching signature');
  });

  it.each([
    ['is out of order', status(500), '500'],
    ['is busy', status(503), '503'],
    ['asks for patience', status(429), '429'],
    ['hangs up', HANG_UP, 'UND_ERR_SOCKET'],
  ])('is sent again, as the same message, while the gateway %s', async (_, answer, reason) => {
    answers = [answer, answer];
    await send();
    expect(calls.map(({ headers }) => headers['webhook-id'])).toEqual(calls.map(() => 'm-9f2c71d04be8'));
    for (const { body, headers } of calls) new Webhook(KEY).verify(body, headers);

    answers = [answer, answer, answer];
    expect(await failure()).toBe([reason, reason, reason].join(', '));
    expect(calls).toHaveLength(6);
  });

  it('is sent again when the gateway does not answer, and given up in time', async () => {
    const patience = { attemptMs: 800, pausesMs: [1] };
    answers = [HANG];
    await send(patience);
    expect(calls).toHaveLength(2);
    answers = [HANG, HANG];
    expect(await failure(patience)).toBe('TimeoutError, TimeoutError');
  });

  it.each([400, 401, 404, 410, 422])('is not sent again after a %i', async (code) => {
    answers = [status(code)];
    expect(await failure()).toBe(String(code));
    expect(calls).toHaveLength(1);
  });

  it.each([301, 302, 303, 307, 308])('does not follow a %i', async (code) => {
    answers = [status(code, { location: url })];
    expect(await failure()).toBe(String(code));
    expect(calls).toHaveLength(1);
  });

  it('is sent when the gateway says so, whatever it goes on saying', async () => {
    answers = [(response) => response.writeHead(202).write('and')];
    await send();
    expect(calls).toHaveLength(1);
  });

  it('is not sent where nobody listens', async () => {
    const nowhere = createServer();
    await once(nowhere.listen(0, '127.0.0.1'), 'listening');
    const { port } = nowhere.address() as AddressInfo;
    await once(nowhere.close(), 'close');
    const sender = new WebhookSender('sms', { url: `http://127.0.0.1:${port}`, key: KEY }, EAGER);
    await expect(sender.send(codeMessage())).rejects.toMatchObject({
      name: 'MessageNotSent',
      cause: { message: 'ECONNREFUSED, ECONNREFUSED, ECONNREFUSED' },
    });
  });

  it('is told to operators when it was not sent, and why, but not to whom', async () => {
    const told: string[] = [];
    const senders = makeSenders({ smsWebhook: { url, key: KEY } }, (...report) => told.push(report.join(' ')));
    answers = [status(401)];
    await expect(senders.all[0]!.send(codeMessage())).rejects.toThrow(MessageNotSent);
    await senders.all[0]!.send(codeMessage());
    expect(told).toEqual(['sms 401']);
  });

  it('may carry e-mail too, and says so', async () => {
    const senders = makeSenders({ smsWebhook: { url, key: KEY }, emailWebhook: { url, key: KEY } });
    for (const sender of senders.all) await sender.send(codeMessage({ to: 'zhang.wei@example.com' }));
    expect(calls.map(({ body }) => (JSON.parse(body) as { channel: string }).channel)).toEqual(['sms', 'email']);
    senders.close();
  });
});
