import type { ContactChannel } from '@saoma/protocol';
import fastify, { type FastifyInstance } from 'fastify';
import { Webhook } from 'standardwebhooks';
import { gatewayRoutes, makeGatewayAccess } from '../../src/demo/gateway/gateway.routes.js';
import { PEOPLE } from '../../src/demo/people.js';
import { makeSenders } from '../../src/factors/senders.js';
import { freePorts } from '../servers/free-port.js';
import { codeMessage } from './code-message.js';

const ZHANG = PEOPLE.find(({ name }) => name === '张伟')!;
const LI = PEOPLE.find(({ name }) => name === '李娜')!;

describe('The demo’s gateway', () => {
  let server: FastifyInstance;
  let origin: string;
  let access: ReturnType<typeof makeGatewayAccess>;

  beforeEach(async () => {
    const [port] = await freePorts(1);
    origin = `http://127.0.0.1:${port}`;
    access = makeGatewayAccess(origin);
    server = fastify();
    await server.register(gatewayRoutes, { publicOrigin: origin, key: access.key });
    await server.listen({ port: port!, host: '127.0.0.1' });
  });
  afterEach(() => server.close());

  async function send(channel: ContactChannel, ...changes: Parameters<typeof codeMessage>): Promise<void> {
    const { all } = makeSenders({ smsWebhook: access, emailWebhook: access });
    await all.find((sender) => sender.channel === channel)!.send(codeMessage(...changes));
  }

  /** The texts on somebody's phone, newest first. */
  async function inbox({ id }: { readonly id: string }): Promise<readonly string[]> {
    const page = await (await fetch(`${origin}/demo/inbox/?person=${id}&lang=en`)).text();
    return [...page.matchAll(/<p class="text" lang="[\w-]+">(.*?)<\/p>/gs)].map(([, text]) =>
      text!.replace(/<\/?strong>/g, ''),
    );
  }

  /** A call that somebody made up, or changed. */
  const post = (headers: Record<string, string>, body: string): Promise<Response> =>
    fetch(access.url, { method: 'POST', headers: { 'content-type': 'application/json', ...headers }, body });

  function signed(id: string, body: string, { key = access.key, at = new Date() } = {}): Record<string, string> {
    return {
      'webhook-id': id,
      'webhook-timestamp': String(Math.floor(at.getTime() / 1_000)),
      'webhook-signature': new Webhook(key).sign(id, at, body),
    };
  }

  it('brings the broker’s messages to the phone they are for, by either channel, newest first', async () => {
    await send('sms', { id: 'm-1', to: ZHANG.phone, code: '111111' });
    await send('email', { id: 'm-2', to: ZHANG.email, code: '222222' });
    await send('sms', { id: 'm-3', to: LI.phone, code: '333333' });
    expect(await inbox(ZHANG)).toEqual([expect.stringContaining('222222'), expect.stringContaining('111111')]);
    expect(await inbox(LI)).toEqual([expect.stringContaining('333333')]);
    const page = await (await fetch(`${origin}/demo/inbox/?person=${ZHANG.id}&lang=en`)).text();
    expect(page.match(/class="channel">[^<]+/g)).toEqual(['class="channel">E-mail', 'class="channel">SMS']);
  });

  it('delivers a message once, however often it comes', async () => {
    await send('sms', { to: ZHANG.phone });
    await send('sms', { to: ZHANG.phone });
    expect(await inbox(ZHANG)).toHaveLength(1);
  });

  it('keeps the last twenty', async () => {
    for (let index = 0; index < 22; index += 1) {
      await send('sms', { id: `m-${index}`, to: ZHANG.phone, code: `1000${index}` });
    }
    const texts = await inbox(ZHANG);
    expect(texts).toHaveLength(20);
    expect(texts[0]).toContain('100021');
  });

  it('takes nothing that is not signed by its customer, just now, for what it says', async () => {
    const body = JSON.stringify({ type: 'one_time_code' });
    const former = new Date(Date.now() - 600_000);
    const stranger = makeGatewayAccess(origin);
    const calls = [
      [{}, body],
      [signed('m-1', body, stranger), body],
      [signed('m-1', body, { at: former }), body],
      [{ ...signed('m-1', body), 'webhook-id': 'm-2' }, body],
      [signed('m-1', body), `${body} `],
    ] as const;
    for (const [headers, text] of calls) expect((await post(headers, text)).status).toBe(401);
    expect((await post(signed('m-1', body), body)).status).toBe(400);
  });

  it('shows what it is sent as text, also where it looks like markup', async () => {
    const message = {
      type: 'one_time_code',
      channel: 'sms',
      to: ZHANG.phone,
      text: '<img src=x> 1',
      language: 'en',
      code: '1',
      portal: { zh: '<b>', en: '<b>' },
    };
    const body = JSON.stringify(message);
    expect((await post(signed('"><b>', body), body)).status).toBe(204);
    expect(await inbox(ZHANG)).toEqual(['&lt;img src=x&gt; 1']);
  });

  it('is put out of order, and in order again, from its own page only', async () => {
    const turn = (state: string, site: string): Promise<Response> =>
      fetch(`${origin}/demo/inbox/gateway`, {
        method: 'POST',
        headers: { 'sec-fetch-site': site },
        body: new URLSearchParams({ state, person: LI.id }),
        redirect: 'manual',
      });
    expect((await turn('down', 'cross-site')).status).toBe(403);
    await send('sms', { id: 'm-1', to: LI.phone });

    const turned = await turn('down', 'same-origin');
    expect([turned.status, turned.headers.get('location')]).toEqual([303, `/demo/inbox/?person=${LI.id}`]);
    await expect(send('sms', { id: 'm-2', to: LI.phone })).rejects.toMatchObject({
      name: 'MessageNotSent',
      cause: { message: '503, 503, 503' },
    });
    await turn('up', 'same-origin');
    await send('sms', { id: 'm-2', to: LI.phone });
    expect(await inbox(LI)).toHaveLength(2);
  });
});
