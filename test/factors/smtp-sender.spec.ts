import { createServer, type AddressInfo, type Server } from 'node:net';
import { once } from 'node:events';
import { MessageNotSent, type CodeMessage } from '../../src/core/ports.js';
import { SmtpSender } from '../../src/factors/smtp-sender.js';
import { codeMessage, SECRETS } from './code-message.js';
import { startMailServer, type MailServer } from './mail-server.js';

const FROM = 'Pass, Province of Yunhai <pass@example.cn>';
/** On a slow machine a server that hangs may already hang while it is being reached. */
const GIVEN_UP = /^(?:EABORT|ETIMEDOUT)$/;
const MAIL = codeMessage({ to: `${SECRETS.mailbox}@example.com` });

let closers: (() => unknown)[];
beforeEach(() => (closers = []));
afterEach(async () => {
  for (const close of closers.reverse()) await close();
});

async function mailServer(options?: Parameters<typeof startMailServer>[0]): Promise<MailServer> {
  const server = await startMailServer(options);
  closers.push(() => server.close());
  return server;
}

function sender(authority: string, { patienceMs, scheme = 'smtp' }: { patienceMs?: number; scheme?: string } = {}) {
  const made = new SmtpSender({ url: `${scheme}://${authority}`, from: FROM }, patienceMs);
  closers.push(() => made.close());
  return made;
}

/** What the sender throws, in full: everything that a log could get hold of. */
async function failureOf(sending: Promise<void>): Promise<{ told: string; cause: string }> {
  const error: unknown = await sending.then(
    () => undefined,
    (reason: unknown) => reason,
  );
  expect(error).toBeInstanceOf(MessageNotSent);
  const { message, stack, cause } = error as MessageNotSent;
  const { message: causeMessage, stack: causeStack } = cause as Error;
  return { told: [message, stack, causeMessage, causeStack, JSON.stringify(cause)].join('\n'), cause: causeMessage };
}

describe('A code by e-mail', () => {
  it('arrives in the language of the person, as plain text, and nothing answers it by itself', async () => {
    const server = await mailServer();
    const { port, mails } = server;
    await sender(`127.0.0.1:${port}`).send(MAIL);
    expect(mails).toHaveLength(1);
    expect(mails[0]).toMatchObject({
      recipients: [MAIL.to],
      headers: {
        from: '"Pass, Province of Yunhai" <pass@example.cn>',
        to: MAIL.to,
        'message-id': `<${MAIL.id}@example.cn>`,
        'auto-submitted': 'auto-generated',
        'content-type': expect.stringMatching(/^text\/plain; charset=utf-8/),
      },
      text: `您正在云海电子税务局再次验证身份，验证码 ${SECRETS.code}，5 分钟内有效。请勿告诉任何人，工作人员不会向您索要。非本人操作请忽略。`,
    });
    expect(mails[0]!.headers['subject']).not.toContain(SECRETS.code);
  });

  it('arrives in English', async () => {
    const server = await mailServer();
    await sender(`127.0.0.1:${server.port}`).send({ ...MAIL, language: 'en', purpose: 'verify' });
    expect(server.mails[0]!.text).toBe(
      `${SECRETS.code} is your code to prove to Yunhai Tax Bureau who you are. It works for 5 min. Never tell anybody this code: nobody who works there will ask for it. Not you? Ignore this message.`,
    );
    expect(server.mails[0]!.headers['subject']).toBe('Yunhai Tax Bureau: your code');
  });

  it('goes to one mailbox, also where the address looks like two', async () => {
    const server = await mailServer();
    await sender(`127.0.0.1:${server.port}`)
      .send({ ...MAIL, to: `${MAIL.to}, other@example.com` })
      .catch(() => undefined);
    expect(server.mails.flatMap(({ recipients }) => recipients)).not.toContain('other@example.com');
  });

  it('goes over one connection with the next', async () => {
    const server = await mailServer();
    const smtp = sender(`127.0.0.1:${server.port}`);
    await smtp.send(MAIL);
    await smtp.send({ ...MAIL, id: 'm-2' });
    expect([server.mails.length, server.connections()]).toEqual([2, 1]);
  });

  it('is taken from whoever has the password of the server, and from nobody else', async () => {
    const server = await mailServer({
      authOptional: false,
      allowInsecureAuth: true,
      onAuth: ({ username, password }, _session, done) =>
        username === 'pass@example.cn' && password === 'p:ss/w@rd'
          ? done(null, { user: username })
          : done(new Error('wrong')),
    });
    const here = `127.0.0.1:${server.port}`;
    await sender(`pass%40example.cn:p%3Ass%2Fw%40rd@${here}`).send(MAIL);
    expect(server.mails).toHaveLength(1);
    const { told, cause } = await failureOf(sender(`pass%40example.cn:CANARY@${here}`).send(MAIL));
    expect(cause).toBe('EAUTH 535');
    expect(told).not.toContain('CANARY');
  });
});

describe('A mail server elsewhere', () => {
  // This machine by a name that does not say so.
  const ELSEWHERE = '[::ffff:127.0.0.1]';

  it('is told nothing unless it turns to TLS', async () => {
    const server = await mailServer();
    expect(await failureOf(sender(`${ELSEWHERE}:${server.port}`).send(MAIL))).toMatchObject({ cause: 'ETLS 500' });
    await sender(`localhost:${server.port}`).send(MAIL);
    expect(server.mails).toHaveLength(1);
  });

  it.each([
    ['smtp', { disabledCommands: [] }],
    ['smtps', { secure: true }],
  ])('is told nothing by %s if its certificate is not one that is trusted', async (scheme, options) => {
    const server = await mailServer(options);
    const { cause } = await failureOf(sender(`${ELSEWHERE}:${server.port}`, { scheme }).send(MAIL));
    expect(cause).toMatch(/^(?:ESOCKET|ETLS)/);
    expect(server.mails).toEqual([]);
  });
});

describe('A mail server that does not take a code', () => {
  async function hanging(): Promise<Server> {
    const server = createServer((socket) => void closers.push(() => socket.destroy()));
    closers.push(() => server.close());
    await once(server.listen(0, '127.0.0.1'), 'listening');
    return server;
  }

  it('is known at once where nobody listens', async () => {
    const server = await hanging();
    const { port } = server.address() as AddressInfo;
    await once(server.close(), 'close');
    expect(await failureOf(sender(`127.0.0.1:${port}`).send(MAIL))).toMatchObject({ cause: 'ESOCKET' });
  });

  it('is given up when it says nothing, for every code that waits for it', async () => {
    const { port } = (await hanging()).address() as AddressInfo;
    const smtp = sender(`127.0.0.1:${port}`, { patienceMs: 100 });
    const mails: CodeMessage[] = Array.from({ length: 8 }, (_, index) => ({ ...MAIL, id: `m-${index}` }));
    const failures = await Promise.all(mails.map((mail) => failureOf(smtp.send(mail))));
    expect(failures.map(({ cause }) => cause)).toEqual(failures.map((): unknown => expect.stringMatching(GIVEN_UP)));
  });

  it('is given up when it stops in the middle', async () => {
    const server = await mailServer({ onData: (stream) => void stream.resume() });
    const smtp = sender(`127.0.0.1:${server.port}`, { patienceMs: 200 });
    expect(await failureOf(smtp.send(MAIL))).toMatchObject({ cause: expect.stringMatching(GIVEN_UP) });
  });

  it('is quoted nowhere: what it answers may hold the address', async () => {
    const server = await mailServer({
      onRcptTo: ({ address }, _session, done) => done(new Error(`no mailbox ${address}, code ${SECRETS.code}`)),
    });
    const { told, cause } = await failureOf(sender(`127.0.0.1:${server.port}`).send(MAIL));
    expect(cause).toBe('EENVELOPE 550');
    for (const secret of Object.values(SECRETS)) expect(told).not.toContain(secret);
  });
});
