import type { IncomingMessage } from 'node:http';
import type { SessionMessage } from '@saoma/protocol';
import type { DesktopBroker } from '../core/desktop-broker.js';
import type { DesktopTicket } from '../core/ports.js';
import type { Snapshot } from '../core/step.js';
import type { EventStream } from './event-stream.js';
import type { OpenWaits } from './open-waits.js';

export interface Streaming {
  readonly ticket: DesktopTicket;
  /** The revision that the page knows already. */
  readonly known: number;
  readonly stream: EventStream;
  readonly request: IncomingMessage;
  readonly toMessage: (snapshot: Snapshot) => SessionMessage;
}

/**
 * Sends every newer state until the session ends, the page leaves or the node closes. The headers are out by now: all
 * that can be told of a store that is away is the end of the stream.
 */
export async function streamEvents(
  broker: DesktopBroker,
  waits: OpenWaits,
  { ticket, known, stream, toMessage, request }: Streaming,
): Promise<void> {
  let stop = (): void => undefined;
  let isGone = false;
  const forget = waits.hold(request, () => {
    stream.end();
  });
  // Before anything is awaited: a page may leave while the subscription is on its way.
  stream.onClose(() => {
    isGone = true;
    forget();
    stop();
    stream.end();
  });
  const followed = await broker
    .follow(ticket, (snapshot) => {
      const message = snapshot && toMessage(snapshot);
      if (!message) stream.end();
      else if (!(message.rev <= known) || message.state === 'expired') stream.send(message);
    })
    .catch(() => undefined);
  if (!followed?.ok) stream.end();
  else if (isGone) followed.value();
  else stop = followed.value;
}
