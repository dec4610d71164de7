import { createHash } from 'node:crypto';
import { Webhook } from 'standardwebhooks';
import type { AuditSink } from './sink.js';
import type { SinkRecord } from './sink-record.js';

/** One attempt at calling a service, which follows nobody anywhere and never rejects. */
export interface Caller {
  post(
    url: string,
    message: { readonly headers: Readonly<Record<string, string>>; readonly body: string },
  ): Promise<{ readonly status: number } | { readonly failure: string }>;
}

/** RFC 9110 §15.5.14 */
const TOO_MUCH = 413;

/**
 * A service of the operator's, by calls that it can tell from anybody else's: signed, with the time, and with an id that
 * stays the same when the same records come again.
 * @see https://github.com/standard-webhooks/standard-webhooks/blob/main/spec/standard-webhooks.md
 */
export class WebhookSink implements AuditSink {
  readonly name = 'webhook';
  readonly #url: string;
  readonly #webhooks: readonly Webhook[];

  /** @param key `whsec_` and Base64; several with spaces between, each of which signs */
  constructor(
    { url, key }: { readonly url: string; readonly key: string },
    private readonly caller: Caller,
  ) {
    this.#url = url;
    this.#webhooks = key.split(' ').map((one) => new Webhook(one));
  }

  /** What is too much for one call goes in two. */
  async take(records: readonly SinkRecord[]): Promise<string | undefined> {
    const answer = await this.#post(records);
    if ('failure' in answer) return answer.failure;
    if (answer.status === TOO_MUCH && records.length > 1) {
      const half = Math.ceil(records.length / 2);
      return (await this.take(records.slice(0, half))) ?? this.take(records.slice(half));
    }
    return answer.status >= 200 && answer.status < 300 ? undefined : String(answer.status);
  }

  #post(records: readonly SinkRecord[]): ReturnType<Caller['post']> {
    const id = `audit_${createHash('sha256')
      .update(records.map((record) => record.id).join(' '))
      .digest('base64url')}`;
    const body = JSON.stringify({ type: 'audit', records });
    // Signed anew each time: receivers refuse what is older than some minutes.
    const now = new Date();
    return this.caller.post(this.#url, {
      headers: {
        'content-type': 'application/json',
        'webhook-id': id,
        'webhook-timestamp': String(Math.floor(now.getTime() / 1_000)),
        'webhook-signature': this.#webhooks.map((webhook) => webhook.sign(id, now, body)).join(' '),
      },
      body,
    });
  }
}
