import { setTimeout as pause } from 'node:timers/promises';
import type { ContactChannel } from '@saoma/protocol';
import { Webhook } from 'standardwebhooks';
import { type CodeMessage, type CodeSender, MessageNotSent } from '../core/ports.js';
import { textsOf } from './message-texts.js';

/** How long an attempt may take, and the pauses before the second and any later one. */
interface Patience {
  readonly attemptMs: number;
  readonly pausesMs: readonly number[];
}

/** Together ten seconds at most: as long as a person waits for a button. */
const PATIENCE: Patience = { attemptMs: 3_000, pausesMs: [300, 700] };

/**
 * Hands one-time codes to a gateway by calls that it can tell from anybody else's: signed, with the time, and with an id
 * that stays the same when a call is repeated.
 * @see https://github.com/standard-webhooks/standard-webhooks/blob/main/spec/standard-webhooks.md
 */
export class WebhookSender implements CodeSender {
  readonly #url: string;
  readonly #webhooks: readonly Webhook[];

  /** @param key `whsec_` and Base64; several with spaces between, each of which signs */
  constructor(
    readonly channel: ContactChannel,
    { url, key }: { readonly url: string; readonly key: string },
    private readonly patience = PATIENCE,
  ) {
    this.#url = url;
    this.#webhooks = key.split(' ').map((one) => new Webhook(one));
  }

  async send(message: CodeMessage): Promise<void> {
    const body = bodyOf(this.channel, message);
    const reasons: string[] = [];
    for (const pauseMs of [0, ...this.patience.pausesMs]) {
      await pause(pauseMs);
      const answer = await this.#post(message.id, body);
      if (answer === 'taken') return;
      reasons.push(answer.reason);
      if (answer.isFinal) break;
    }
    throw new MessageNotSent('the gateway did not take the message on', { cause: new Error(reasons.join(', ')) });
  }

  /** One attempt. Failures are told without what was sent, and without what came back: it may quote it. */
  async #post(id: string, body: string): Promise<'taken' | { readonly reason: string; readonly isFinal: boolean }> {
    // Signed anew each time: gateways refuse what is older than some minutes.
    const now = new Date();
    try {
      const response = await fetch(this.#url, {
        method: 'POST',
        headers: {
          'content-type': 'application/json',
          'webhook-id': id,
          'webhook-timestamp': String(Math.floor(now.getTime() / 1_000)),
          'webhook-signature': this.#webhooks.map((webhook) => webhook.sign(id, now, body)).join(' '),
        },
        body,
        // Codes go where the operator said and nowhere else. Not followed, a redirect is an answer, and a final one.
        redirect: 'manual',
        signal: AbortSignal.timeout(this.patience.attemptMs),
      });
      // The status is all we need; a body may be endless.
      await response.body?.cancel();
      if (response.ok) return 'taken';
      return { reason: String(response.status), isFinal: response.status < 500 && response.status !== 429 };
    } catch (error) {
      return { reason: failureOf(error), isFinal: false };
    }
  }
}

function bodyOf(channel: ContactChannel, message: CodeMessage): string {
  const { to, code, language, expiresInMs, portal, purpose } = message;
  const { text } = textsOf(message);
  return JSON.stringify({
    type: 'one_time_code',
    channel,
    to,
    text,
    code,
    language,
    expires_in_ms: expiresInMs,
    portal,
    purpose,
  });
}

/** `ECONNREFUSED`, `TimeoutError`, …: never the message, which may quote the address. */
function failureOf(error: unknown): string {
  const { name, cause } = error as { readonly name?: string; readonly cause?: { readonly code?: string } };
  return cause?.code ?? name ?? 'unknown';
}
