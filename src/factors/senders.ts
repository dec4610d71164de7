import type { ContactChannel } from '@saoma/protocol';
import { type CodeSender, MessageNotSent } from '../core/ports.js';
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

/** The channels that are offered. */
export function channelsOf({ smtp, smsWebhook, emailWebhook }: SenderSettings): readonly ContactChannel[] {
  return [...(smsWebhook ? (['sms'] as const) : []), ...(smtp || emailWebhook ? (['email'] as const) : [])];
}

/** One sender for each channel at most. */
export interface Senders {
  readonly all: readonly CodeSender[];
  /** Lets connections go that are kept for the next message. */
  close(): void;
}

/** Told for the log when a message was not sent: in a word or two what was the matter, never to whom it was to go. */
type FailureReport = (channel: ContactChannel, reason: string) => void;

export function makeSenders(
  { smtp, smsWebhook, emailWebhook }: SenderSettings,
  onFailure: FailureReport = () => undefined,
): Senders {
  const mail = smtp && new SmtpSender(smtp);
  const sms = smsWebhook && new WebhookSender('sms', smsWebhook);
  const email = mail ?? (emailWebhook && new WebhookSender('email', emailWebhook));
  return {
    all: [sms, email].filter((sender) => sender !== undefined).map((sender) => reporting(sender, onFailure)),
    close: () => mail?.close(),
  };
}

function reporting(sender: CodeSender, onFailure: FailureReport): CodeSender {
  const { channel } = sender;
  return {
    channel,
    send: async (message) => {
      try {
        await sender.send(message);
      } catch (error) {
        if (error instanceof MessageNotSent && error.cause instanceof Error) onFailure(channel, error.cause.message);
        throw error;
      }
    },
  };
}
