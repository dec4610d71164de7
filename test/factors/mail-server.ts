import { once } from 'node:events';
import type { AddressInfo } from 'node:net';
import { text } from 'node:stream/consumers';
import { SMTPServer, type SMTPServerOptions } from 'smtp-server';

interface Mail {
  readonly recipients: readonly string[];
  /** By their names in lower case. */
  readonly headers: Readonly<Record<string, string>>;
  readonly text: string;
  readonly encrypted: boolean;
}

export interface MailServer {
  readonly port: number;
  readonly mails: readonly Mail[];
  /** How many have connected so far. */
  readonly connections: () => number;
  close(): Promise<void>;
}

/** A real mail server, that keeps what it is given. */
export async function startMailServer(options: SMTPServerOptions = {}): Promise<MailServer> {
  const mails: Mail[] = [];
  let connections = 0;
  const server = new SMTPServer({
    authOptional: true,
    disabledCommands: ['STARTTLS'],
    closeTimeout: 10,
    // It would say that its certificate is one that anybody has.
    logger: false,
    onConnect: (_session, done) => {
      connections += 1;
      done();
    },
    onData: (stream, { envelope, secure }, done) => {
      void text(stream).then((raw) => {
        mails.push({ recipients: envelope.rcptTo.map(({ address }) => address), encrypted: secure, ...read(raw) });
        done();
      });
    },
    ...options,
  });
  // A client that does not trust the certificate hangs up in the middle.
  server.on('error', () => undefined);
  server.listen(0, '127.0.0.1');
  await once(server.server, 'listening');
  return {
    port: (server.server.address() as AddressInfo).port,
    mails,
    connections: () => connections,
    close: () => new Promise((resolve) => server.close(resolve)),
  };
}

/** Headers and text of a mail that has one part (RFC 5322, RFC 2045 §6). */
function read(raw: string): Pick<Mail, 'headers' | 'text'> {
  const [head = '', ...rest] = raw.split('\r\n\r\n');
  const lines = head.replace(/\r\n[ \t]+/g, ' ').split('\r\n');
  const headers = Object.fromEntries(
    lines.map((line) => [line.split(':', 1)[0]!.toLowerCase(), line.slice(line.indexOf(':') + 1).trim()]),
  );
  const body = rest.join('\r\n\r\n');
  const isBase64 = headers['content-transfer-encoding'] === 'base64';
  return { headers, text: (isBase64 ? Buffer.from(body, 'base64').toString() : unfolded(body)).trim() };
}

/** Lines that were broken to fit (RFC 2045 §6.7, RFC 3676 §4.1). */
function unfolded(body: string): string {
  return body
    .replace(/=\r\n/g, '')
    .replace(/=([\dA-F]{2})/g, (_, byte: string) => String.fromCharCode(Number.parseInt(byte, 16)))
    .replace(/ \r\n/g, ' ');
}
