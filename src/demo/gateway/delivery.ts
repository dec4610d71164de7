import type { ContactChannel, LocalizedText } from '@saoma/protocol';
import { CONTACT_CHANNELS } from '@saoma/protocol';

/** One message as it lies on somebody's phone. */
export interface Delivery {
  /** The same, however often it was sent. */
  readonly id: string;
  readonly channel: ContactChannel;
  readonly to: string;
  readonly from: LocalizedText;
  readonly text: string;
  /** The one of its text. */
  readonly language: keyof LocalizedText;
  readonly code: string;
  /** Epoch milliseconds. */
  readonly receivedAt: number;
}

/** What a call to the gateway carries, as far as an inbox shows it. `undefined`: nothing that can be delivered. */
export function readDelivery(id: string, body: unknown, receivedAt: number): Delivery | undefined {
  if (!isObject(body) || body['type'] !== 'one_time_code' || !isObject(body['portal'])) return undefined;
  const channel = CONTACT_CHANNELS.find((one) => one === body['channel']);
  const language = (['zh', 'en'] as const).find((one) => one === body['language']);
  const { to, text, code } = body;
  const { zh, en } = body['portal'];
  if (!channel || !language || !isText(to) || !isText(text) || !isText(code) || !isText(zh) || !isText(en))
    return undefined;
  return { id, channel, to, from: { zh, en }, text, language, code, receivedAt };
}

const isObject = (value: unknown): value is Readonly<Record<string, unknown>> =>
  typeof value === 'object' && value !== null;

const isText = (value: unknown): value is string => typeof value === 'string' && value !== '';
