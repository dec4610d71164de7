import type { CodeSender } from '../core/ports.js';
import { SmtpSender } from './smtp-sender.js';
import { WebhookSender } from './webhook-sender.js';

/** Where one-time codes are handed over. What is absent is a channel that is not offered. */
export interface SenderSettings {
  /** `smtp://` or `smtps://`, and whom the e-mails are from. */
  readonly smtp?: { readonly url: string; readonly from: string };
  /** Addresses of gateways, and the keys (`whsec_…`) that sign what they are sent. */
  readonly smsWebhook?: { readonly url: string; readonly key: string };
  readonly emailWebhook?: { readonly url: string; readonly key: string };
}

/** One sender for each channel at most. */
export interface Senders {
  readonly all: readonly CodeSender[];
  /** Lets connections go that are kept for the next message. */
  close(): void;
}

export function makeSenders({ smtp, smsWebhook, emailWebhook }: SenderSettings): Senders {
  const mail = smtp && new SmtpSender(smtp);
  const sms = smsWebhook && new WebhookSender('sms', smsWebhook);
  const email = mail ?? (emailWebhook && new WebhookSender('email', emailWebhook));
  return {
    all: [sms, email].filter((sender) => sender !== undefined),
    close: () => mail?.close(),
  };
}
