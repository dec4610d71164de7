import { createTransport } from 'nodemailer';
import { type CodeMessage, type CodeSender, MessageNotSent } from '../core/ports.js';
import { textsOf } from './message-texts.js';

/** As long as a person waits for a button. */
const PATIENCE_MS = 10_000;

const LOOPBACK = /^(?:localhost|127(?:\.\d+){3}|\[::1\])$/;

/** Mails one-time codes through an SMTP server (RFC 5321), over connections that it keeps for the next ones. */
export class SmtpSender implements CodeSender {
  readonly channel = 'email';
  readonly #transport: ReturnType<typeof pooled>;
  readonly #from: { readonly name: string; readonly address: string };
  readonly #patienceMs: number;

  /** @param url `smtps://…`, or `smtp://…`, which must turn to TLS (RFC 3207) before anything is said, but on this machine */
  constructor({ url, from }: { readonly url: string; readonly from: string }, patienceMs = PATIENCE_MS) {
    this.#transport = pooled(url, patienceMs);
    this.#from = mailboxOf(from);
    this.#patienceMs = patienceMs;
  }

  async send(message: CodeMessage): Promise<void> {
    try {
      await this.#transport.sendMail({
        from: this.#from,
        // Taken as one address, whatever it looks like: a list would be read out of a text.
        to: { name: '', address: message.to },
        ...textsOf(message),
        // The same for every attempt, so that a mailbox can tell a repeat.
        messageId: `<${message.id}@${this.#from.address.replace(/^.*@/, '')}>`,
        // Nobody's "out of office" is to answer (RFC 3834 §5).
        headers: { 'Auto-Submitted': 'auto-generated' },
        signal: AbortSignal.timeout(this.#patienceMs),
      });
    } catch (error) {
      throw new MessageNotSent('no mail server took the message on', { cause: new Error(reasonOf(error)) });
    }
  }

  close(): void {
    this.#transport.close();
  }
}

function pooled(url: string, patienceMs: number) {
  const isHere = LOOPBACK.test(new URL(url).hostname);
  return createTransport({
    pool: true,
    url,
    requireTLS: !isHere,
    // What listens on this machine has a certificate for another name, if any.
    ignoreTLS: isHere,
    connectionTimeout: patienceMs,
    greetingTimeout: patienceMs,
    disableFileAccess: true,
    disableUrlAccess: true,
  });
}

/** Read here, as the library would take a comma in the name for the end of an address. */
function mailboxOf(from: string): { readonly name: string; readonly address: string } {
  const { name = '', address = from } = /^(?<name>.+) <(?<address>[^>]+)>$/.exec(from)?.groups ?? {};
  return { name, address };
}

/** What the server said may hold the address, so only the kind of failure is told: `EENVELOPE 550`. */
function reasonOf(error: unknown): string {
  const { code, responseCode } = error as { readonly code?: unknown; readonly responseCode?: unknown };
  return [code, responseCode].filter((part) => ['string', 'number'].includes(typeof part)).join(' ') || 'unknown';
}
